using System.Globalization;

namespace EventSourcedCrm.EventStoreServer.Grpc;

/// <summary>The errors of the servers, with the trailers by which a client tells them apart.</summary>
internal static class Refusal
{
    public static GrpcError NotLeader(string host, int port) => new(StatusCode.NotFound, "Leader info available",
        ("exception", "not-leader"), ("leader-endpoint-host", host), ("leader-endpoint-port", Text(port)));

    public static GrpcError NotReady() => new(StatusCode.Unavailable, "Server Is Not Ready");

    public static GrpcError AccessDenied() => new(StatusCode.PermissionDenied, "Access Denied", ("exception", "access-denied"));

    public static GrpcError Unauthenticated() => new(StatusCode.Unauthenticated, "");

    public static GrpcError StreamDeleted(string stream) => new(StatusCode.FailedPrecondition, $"Event stream '{stream}' is deleted.",
        ("exception", "stream-deleted"), ("stream-name", stream));

    public static GrpcError WrongExpectedVersion(string stream, long expected, long actual) => new(StatusCode.FailedPrecondition,
        $"Append failed due to WrongExpectedVersion. Stream: {stream}, Expected version: {expected}, Actual version: {actual}",
        ("exception", "wrong-expected-version"), ("stream-name", stream), ("expected-version", Text(expected)), ("actual-version", Text(actual)));

    public static GrpcError TooLarge(int limit) => new(StatusCode.InvalidArgument, $"Maximum Append Size of {limit} Exceeded.",
        ("exception", "maximum-append-size-exceeded"), ("maximum-append-size", Text(limit)));

    public static GrpcError MissingMetadata(string key) => new(StatusCode.InvalidArgument, $"Required Metadata Property '{key}' is missing",
        ("exception", "missing-required-metadata-property"), ("required-metadata-properties", "type,content-type"));

    public static GrpcError Invalid(string why) => new(StatusCode.InvalidArgument, why);

    public static GrpcError Thrown() => new(StatusCode.Unknown, "Exception was thrown by handler.");

    public static GrpcError Failed(string what) => new(StatusCode.Unknown, what);

    public static GrpcError TimedOut() => new(StatusCode.Aborted, "Operation timed out: Prepare phase timeout.");

    public static GrpcError TooSlow() =>
        new(StatusCode.Aborted, "Operation timed out: Consumer too slow to handle event while live. Client resubscription required.");

    public static GrpcError Overdue() => new(StatusCode.DeadlineExceeded, "Deadline Exceeded");

    public static GrpcError Unimplemented() => new(StatusCode.Unimplemented, "Service is unimplemented.");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
