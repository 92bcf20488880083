using System.Net;
using System.Text;
using EventSourcedCrm.EventStoreServer.Grpc;
using Google.Protobuf;

namespace EventSourcedCrm.EventStoreServer.Tests.Shared;

/// <summary>A client that knows frames and nothing else, so that what a server really sends is seen.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly HttpClient _http;

    public RawClient(TestServer node)
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        _http = new(handler) { BaseAddress = new($"{(node.Options.Tls ? "https" : "http")}://{node.Host}:{node.Port}") };
    }

    public Dictionary<string, string> Headers { get; } = [];

    public void LogIn(string name, string password) =>
        Headers["authorization"] = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"));

    /// <summary>Sends all requests at once and leaves the answer to be read.</summary>
    public async Task<RawCall<T>> Open<T>(string path, MessageParser<T> parser, params IMessage[] requests) where T : class, IMessage<T>
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([.. requests.SelectMany(Frame.Of)]),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.TE.Add(new("trailers"));
        foreach (var (name, value) in Headers) request.Headers.Add(name, value);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new(response, await response.Content.ReadAsStreamAsync(), parser);
    }

    public async Task<Reply<T>> Call<T>(string path, MessageParser<T> parser, params IMessage[] requests) where T : class, IMessage<T>
    {
        using var call = await Open(path, parser, requests);
        return await call.ReadToEnd();
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>All that a call was answered; no status means that none was sent.</summary>
internal sealed record Reply<T>(IReadOnlyList<T> Messages, StatusCode? Status, IReadOnlyDictionary<string, string> Trailers, bool IsTrailersOnly)
{
    public T Only => Messages.ShouldHaveSingleItem();
}
