using System.Net.Sockets;
using System.Text;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Bench;

/// <summary>
/// A client that takes as little of the processors as a client can, since it shares them with what it measures: one connection kept open,
/// requests written as bytes, and of an answer only its status and its end looked at.
/// </summary>
internal sealed class Poster : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly string _head;

    private Poster(Uri address, string token) => _head = $"""
        HTTP/1.1
        Host: {address.Authority}
        Authorization: Bearer {token}
        Content-Type: application/json

        """.ReplaceLineEndings("\r\n");

    public static async Task<Poster> Connect(Uri address, string token, CancellationToken ct)
    {
        var poster = new Poster(address, token);
        await poster._socket.ConnectAsync(address.Host, address.Port, ct);
        return poster;
    }

    /// <exception cref="SentenceException">The answer is not 201 Created.</exception>
    public async Task Create(string path, string idempotencyKey, string json, CancellationToken ct)
    {
        var request = $"POST {path} {_head}Idempotency-Key: {idempotencyKey}\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}";
        await _socket.SendAsync(_buffer.AsMemory(0, Encoding.UTF8.GetBytes(request, _buffer)), ct);
        var answer = await Receive(ct);
        if (!answer.Span.StartsWith("HTTP/1.1 201 "u8)) throw new SentenceException($"{path} was answered with {Encoding.UTF8.GetString(answer.Span)}");
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>JSON is sent in chunks, of which the last is empty; no line of it can be mistaken for that.</summary>
    private async Task<ReadOnlyMemory<byte>> Receive(CancellationToken ct)
    {
        for (var length = 0; ;)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(length), ct);
            if (received == 0) throw new IOException("The server closed the connection in the middle of an answer.");
            length += received;
            if (_buffer.AsSpan(0, length).EndsWith("\r\n0\r\n\r\n"u8)) return _buffer.AsMemory(0, length);
        }
    }
}
