using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EventSourcedCrm.EventStoreServer.Grpc;

/// <summary>One call: what the client asks, what it is answered, and the ways in which the call can end.</summary>
internal sealed class GrpcCall : IDisposable
{
    private const int Cancel = 8;

    private readonly HttpContext _http;
    private readonly FrameReader _requests;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _ended;

    public GrpcCall(HttpContext http, TimeProvider clock)
    {
        _http = http;
        _requests = new(http.Request.BodyReader);
        _deadline = new(TimeAllowed(http.Request.Headers["grpc-timeout"]), clock);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _deadline.Token);
        http.Response.ContentType = "application/grpc";
        Responses = new(http.Response.BodyWriter);
    }

    public string Path => _http.Request.Path;
    public FrameWriter Responses { get; }

    /// <summary>Cancelled when the client has gone or its deadline has passed.</summary>
    public CancellationToken Ended => _ended.Token;

    public bool IsOverdue => _deadline.IsCancellationRequested && !_http.RequestAborted.IsCancellationRequested;

    public string? Header(string name) => _http.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    public ValueTask<T?> Read<T>(MessageParser<T> parser) where T : class, IMessage<T> => _requests.Read(parser, Ended);

    public async ValueTask<T> ReadOnly<T>(MessageParser<T> parser) where T : class, IMessage<T> =>
        await Read(parser) ?? throw new GrpcError(StatusCode.Internal, "Incomplete message.");

    public void Write(IMessage message) => Responses.Write(Frame.Of(message));

    public async Task End()
    {
        await Responses.Flush(Ended);
        End(StatusCode.Ok, "", []);
    }

    /// <summary>After a message the status travels in trailers; before any, with the headers: "trailers-only".</summary>
    public void End(StatusCode code, string message, IReadOnlyList<(string Name, string Value)> trailers)
    {
        Tell("grpc-status", ((int)code).ToString(CultureInfo.InvariantCulture));
        if (message != "") Tell("grpc-message", Uri.EscapeDataString(message).Replace("%20", " ", StringComparison.Ordinal));
        foreach (var (name, value) in trailers) Tell(name, value);
    }

    public async Task EndWithoutStatus()
    {
        await _http.Response.StartAsync();
        await Responses.Flush(default);
    }

    public void Reset() => _http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(Cancel);

    public void CutConnection() => _http.Features.GetRequiredFeature<ConnectionContext>().Abort();

    public void Dispose()
    {
        _ended.Dispose();
        _deadline.Dispose();
    }

    private void Tell(string name, string value)
    {
        if (Responses.HasWritten || _http.Response.HasStarted) _http.Response.AppendTrailer(name, value);
        else _http.Response.Headers[name] = value;
    }

    private static TimeSpan TimeAllowed(string? timeout) => timeout is null or ""
        ? Timeout.InfiniteTimeSpan
        : TimeSpan.FromSeconds(double.Parse(timeout[..^1], CultureInfo.InvariantCulture) * Unit(timeout[^1]));

    private static double Unit(char letter) => letter switch
    {
        'H' => 3600,
        'M' => 60,
        'S' => 1,
        'm' => 1e-3,
        'u' => 1e-6,
        _ => 1e-9,
    };
}
