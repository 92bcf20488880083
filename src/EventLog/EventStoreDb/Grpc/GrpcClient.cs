using System.Text;

namespace EventSourcedCrm.EventLog.EventStoreDb.Grpc;

/// <summary>A method of the server and how its answers are read.</summary>
internal sealed record GrpcMethod<TAnswer>(string Path, Func<ReadOnlySpan<byte>, TAnswer> Parse) where TAnswer : class;

/// <summary>Calls methods of servers over HTTP/2. One serves all nodes of a cluster.</summary>
internal sealed class GrpcClient(EventStoreSettings settings) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(Tls.Handler(settings));
    private readonly string? _authorization = settings.User is null
        ? null
        : Basic(settings);

    /// <summary>Starts a call.</summary>
    /// <param name="request">Frames in parts as they come; they are asked for again should the request have to be sent again.</param>
    /// <param name="deadline">Null for none: subscriptions only.</param>
    public async Task<GrpcCall<T>> Start<T>(
        Endpoint node, GrpcMethod<T> method, IEnumerable<ReadOnlyMemory<byte>> request, TimeSpan? deadline, CancellationToken ct) where T : class
    {
        var call = new GrpcCall<T>(node, method.Parse, ct, Until(deadline, ct));
        try
        {
            await call.Send(_http, Request(node, method.Path, request, deadline));
            return call;
        }
        catch
        {
            await call.DisposeAsync();
            throw;
        }
    }

    /// <summary>The one answer of a call that has one.</summary>
    public async Task<T> Ask<T>(Endpoint node, GrpcMethod<T> method, IEnumerable<ReadOnlyMemory<byte>> request, TimeSpan deadline, CancellationToken ct)
        where T : class
    {
        await using var call = await Start(node, method, request, deadline, ct);
        var answer = await call.Next() ?? throw GrpcOutcome.CutOff(node);
        await call.Next(); // the status comes after the answer
        return answer.Answer;
    }

    public static string Basic(EventStoreSettings settings) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.User}:{settings.Password}"));

    public void Dispose() => _http.Dispose();

    private static CancellationTokenSource Until(TimeSpan? deadline, CancellationToken ct)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (deadline is { } span) source.CancelAfter(span);
        return source;
    }

    private HttpRequestMessage Request(Endpoint node, string path, IEnumerable<ReadOnlyMemory<byte>> parts, TimeSpan? deadline)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{(settings.Tls ? "https" : "http")}://{node}{path}")
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new PartsContent(parts),
        };
        request.Headers.TE.Add(new("trailers"));
        request.Headers.Add("connection-name", settings.ConnectionName);
        request.Headers.Add("requires-leader", settings.NodePreference == NodePreference.Leader ? "true" : "false");
        if (_authorization is not null) request.Headers.Add("authorization", _authorization);
        if (deadline is { } span) request.Headers.Add("grpc-timeout", Timeout(span));
        return request;
    }

    /// <summary>At most eight digits are allowed.</summary>
    private static string Timeout(TimeSpan span) => span.TotalMilliseconds < 1e8 ? $"{(long)span.TotalMilliseconds}m" : $"{(long)span.TotalSeconds}S";
}
