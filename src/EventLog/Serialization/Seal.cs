using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>
/// Encrypts and decrypts the personal values of the fact in hand, bound to its stream and type, so that a ciphertext moved
/// elsewhere does not open. One a thread: System.Text.Json gives converters no other way to know the fact they belong to.
/// </summary>
internal sealed class Seal
{
    private const int NonceSize = Aes256Gcm.NonceSize, TagSize = Aes256Gcm.TagSize, Overhead = NonceSize + TagSize;
    private const int NoncesAtATime = 64;

    [ThreadStatic]
    private static Seal? _current;

    private readonly byte[] _place = new byte[4 * (StreamName.MaxLength + 200)];
    private int _placeLength;
    private SubjectKey? _key;
    private readonly byte[] _nonces = new byte[NoncesAtATime * NonceSize];
    private int _nonce = NoncesAtATime;

    public static Seal Current => _current ??= new Seal();

    /// <summary>Without a key values are read, and written, as erased.</summary>
    public Seal For(SubjectKey? key, StreamName stream, string type)
    {
        _key = key;
        _placeLength = Encoding.UTF8.GetBytes(stream.Value, _place);
        _place[_placeLength++] = 0;
        _placeLength += Encoding.UTF8.GetBytes(type, _place.AsSpan(_placeLength));
        return this;
    }

    public void Close(string? text, Utf8JsonWriter writer)
    {
        if (text is null || _key is null)
        {
            writer.WriteStringValue("");
            return;
        }
        var length = Overhead + Encoding.UTF8.GetByteCount(text);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        var bytes = rented.AsSpan(0, length);
        var inner = bytes[NonceSize..^TagSize];
        Encoding.UTF8.GetBytes(text, inner);
        NextNonce().CopyTo(bytes);
        Aes256Gcm.Encrypt(_key.Bytes, bytes[..NonceSize], inner, bytes[^TagSize..], Place);
        writer.WriteBase64StringValue(bytes);
        ArrayPool<byte>.Shared.Return(rented);
    }

    public Personal Open(Span<byte> bytes)
    {
        if (_key is null) return Personal.Erased;
        if (bytes.Length < Overhead) throw new CryptographicException("A personal value is too short to have been sealed.");
        var inner = bytes[NonceSize..^TagSize];
        Aes256Gcm.Decrypt(_key.Bytes, bytes[..NonceSize], inner, bytes[^TagSize..], Place);
        return new(Encoding.UTF8.GetString(inner));
    }

    private ReadOnlySpan<byte> Place => _place.AsSpan(0, _placeLength);

    /// <summary>Random ones, of which a single one would cost more than the encryption.</summary>
    private ReadOnlySpan<byte> NextNonce()
    {
        if (_nonce == NoncesAtATime)
        {
            RandomNumberGenerator.Fill(_nonces);
            _nonce = 0;
        }
        return _nonces.AsSpan(_nonce++ * NonceSize, NonceSize);
    }
}
