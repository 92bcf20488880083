using System.Globalization;

namespace EventSourcedCrm.EventLog.EventStoreDb.Grpc;

/// <summary>A call that did not end well: what the server said, or what broke on the way.</summary>
internal sealed class GrpcException(Endpoint node, GrpcStatus status, string detail, IReadOnlyDictionary<string, string>? trailers = null, Exception? inner = null)
    : Exception($"{node} answered {status}: {detail}", inner)
{
    public Endpoint Node { get; } = node;

    public GrpcStatus Status { get; } = status;

    public string Detail { get; } = detail;

    /// <summary>The connection failed, rather than the server refused.</summary>
    public bool Transport => InnerException is not null && !NotTrusted;

    public bool NotTrusted => InnerException is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };

    /// <summary>EventStoreDB's own name for what happened, which says more than the status.</summary>
    public string? Kind => Trailer("exception");

    public bool NotLeader => Kind == "not-leader";

    public bool ConsumerTooSlow => Status == GrpcStatus.Aborted && Detail.Contains("too slow", StringComparison.OrdinalIgnoreCase);

    /// <summary>No event begins at the position asked for. Servers before 24.2 say only that the read failed, which may also pass.</summary>
    public bool NoSuchPosition => (Status == GrpcStatus.Unknown && Detail.EndsWith("ReadAllResult: Error", StringComparison.Ordinal))
        || (Status == GrpcStatus.InvalidArgument && Detail.Contains("invalid position", StringComparison.OrdinalIgnoreCase));

    /// <summary>The node that a not-leader answer names.</summary>
    public Endpoint? Leader => NotLeader && Trailer("leader-endpoint-host") is { } host
        && int.TryParse(Trailer("leader-endpoint-port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? new(host, port) : null;

    /// <summary>Another attempt, perhaps on another node, may succeed. Whether this one was carried out is unknown.</summary>
    public bool Passes => NotLeader || Transport || (Kind is null && !NotTrusted
        && Status is GrpcStatus.Cancelled or GrpcStatus.Unknown or GrpcStatus.DeadlineExceeded or GrpcStatus.Aborted or GrpcStatus.Unavailable);

    /// <summary>The node may be gone, cut off, or no longer know a leader.</summary>
    public bool NodeIsDoubtful => NotLeader || Transport || Status is GrpcStatus.Unavailable or GrpcStatus.DeadlineExceeded
        || (Status == GrpcStatus.Unknown && Detail.StartsWith("No leader info", StringComparison.Ordinal));

    public string? Trailer(string name) => trailers?.GetValueOrDefault(name);
}
