using Google.Protobuf;

namespace EventSourcedCrm.EventLog.EventStoreDb.Grpc;

/// <summary>One call under way, whose answers are taken one by one. Disposing it before its end tells the server to stop.</summary>
internal sealed class GrpcCall<TAnswer>(Endpoint node, Func<ReadOnlySpan<byte>, TAnswer> parse, CancellationToken caller, CancellationTokenSource deadline) : IAsyncDisposable
    where TAnswer : class
{
    private HttpResponseMessage? _response;
    private FrameReader? _frames;

    /// <summary>The next answer has arrived: taking it waits for nothing.</summary>
    public bool HasNext => _frames?.HasNext == true;

    public async Task Send(HttpMessageInvoker http, HttpRequestMessage request)
    {
        try
        {
            _response = await http.SendAsync(request, deadline.Token);
            GrpcOutcome.ThrowIfRefused(node, _response);
            _frames = new(await _response.Content.ReadAsStreamAsync(deadline.Token));
        }
        catch (Exception e) when (Explained(e) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>The next answer and its length in bytes; null once the call has ended well.</summary>
    /// <exception cref="GrpcException">It ended otherwise.</exception>
    public async ValueTask<(TAnswer Answer, int Length)?> Next()
    {
        try
        {
            if (await _frames!.Next(deadline.Token) is { } frame) return (parse(frame.Span), frame.Length);
            if (!_response!.Headers.Contains("grpc-status")) GrpcOutcome.ThrowUnlessOk(node, _response.TrailingHeaders);
            return null;
        }
        catch (Exception e) when (Explained(e) is { } explained)
        {
            throw explained;
        }
    }

    public ValueTask DisposeAsync()
    {
        _response?.Dispose();
        _frames?.Dispose();
        deadline.Dispose();
        return ValueTask.CompletedTask;
    }

    private GrpcException? Explained(Exception e) => e switch
    {
        GrpcException => null,
        _ when caller.IsCancellationRequested => null,
        _ when deadline.IsCancellationRequested => new(node, GrpcStatus.DeadlineExceeded, "no answer in time", inner: e),
        InvalidDataException or InvalidProtocolBufferException => new(node, GrpcStatus.Internal, e.Message),
        _ => GrpcOutcome.Of(node, e),
    };
}
