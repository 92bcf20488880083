using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;
using System.Text.Unicode;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Bench;

/// <summary>
/// A client that takes as little of the processors as a client can, since it shares them with what it measures: one connection kept open,
/// requests written as bytes, and of an answer only its status and its end looked at. It blocks the thread it is called on, which is
/// woken by the answer itself and stands in no line behind the server's own work.
/// </summary>
internal sealed class Poster : IDisposable
{
    private static ReadOnlySpan<byte> Length => "\r\nContent-Length: "u8;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly string _head;

    private Poster(Uri address, string token) => _head = $"""
        HTTP/1.1
        Host: {address.Authority}
        Authorization: Bearer {token}
        Content-Type: application/json

        """.ReplaceLineEndings("\r\n");

    public static Poster Connect(Uri address, string token)
    {
        var poster = new Poster(address, token);
        poster._socket.Connect(address.Host, address.Port);
        return poster;
    }

    /// <exception cref="SentenceException">The answer is not 201 Created.</exception>
    public void Create(string path, string idempotencyKey, string json)
    {
        if (!Utf8.TryWrite(_buffer, $"POST {path} {_head}Idempotency-Key: {idempotencyKey}\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}", out var length))
            throw new ArgumentException("The request is longer than this client's buffer.", nameof(json));
        _socket.Send(_buffer.AsSpan(0, length));
        var answer = Receive();
        if (!answer.StartsWith("HTTP/1.1 201 "u8)) throw new SentenceException($"{path} was answered with {Encoding.UTF8.GetString(answer)}");
    }

    public void Dispose() => _socket.Dispose();

    private ReadOnlySpan<byte> Receive()
    {
        for (var length = 0; ;)
        {
            var received = _socket.Receive(_buffer.AsSpan(length));
            if (received == 0) throw new IOException("The server closed the connection in the middle of an answer.");
            length += received;
            if (IsWhole(_buffer.AsSpan(0, length))) return _buffer.AsSpan(0, length);
        }
    }

    /// <summary>What tells no length is a problem, and shown as far as it has come.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        if (answer.IndexOf("\r\n\r\n"u8) is not (>= 0 and var end)) return false;
        if (answer[..end].IndexOf(Length) is not (>= 0 and var at)) return true;
        return Utf8Parser.TryParse(answer[(at + Length.Length)..], out int length, out _) && answer.Length >= end + 4 + length;
    }
}
