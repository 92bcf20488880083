using System.Buffers.Binary;
using System.Globalization;
using EventSourcedCrm.EventStoreServer.Grpc;
using Google.Protobuf;

namespace EventSourcedCrm.EventStoreServer.Tests.Shared;

/// <summary>A call whose answers are read one by one.</summary>
internal sealed class RawCall<T>(HttpResponseMessage response, Stream content, MessageParser<T> parser) : IDisposable where T : class, IMessage<T>
{
    /// <summary>Null when the call has ended.</summary>
    public async Task<T?> Next()
    {
        var header = new byte[Frame.HeaderLength];
        if (await content.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false) == 0) return null;
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
        await content.ReadExactlyAsync(payload);
        return parser.ParseFrom(payload);
    }

    public async Task<List<T>> Take(int count)
    {
        var messages = new List<T>();
        while (messages.Count < count) messages.Add((await Next()).ShouldNotBeNull());
        return messages;
    }

    public async Task<Reply<T>> ReadToEnd()
    {
        var messages = new List<T>();
        while (await Next() is { } message) messages.Add(message);

        var isTrailersOnly = response.Headers.Contains("grpc-status");
        var trailers = (isTrailersOnly ? response.Headers : response.TrailingHeaders).ToDictionary(header => header.Key, header => string.Join(',', header.Value));
        var status = trailers.TryGetValue("grpc-status", out var code) ? (StatusCode?)int.Parse(code, CultureInfo.InvariantCulture) : null;
        return new(messages, status, trailers, isTrailersOnly);
    }

    public void Dispose() => response.Dispose();
}
