using EventSourcedCrm.EventLog.EventStoreDb.Grpc;

namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>Puts a refused or impossible call into a sentence that says what to do.</summary>
internal static class Refusal
{
    public static Exception Of(GrpcException e, EventStoreSettings settings) =>
        e.NoSuchPosition ? new NoSuchPositionException(Sentence(e, settings), e) : new EventStoreException(Sentence(e, settings), e);

    private static string Sentence(GrpcException e, EventStoreSettings settings) => e switch
    {
        { NotTrusted: true } => $"No secure connection to {e.Node} ({Innermost(e)}): "
            + "if its certificate comes from an authority of your own, name that authority's file with tlsCaFile=…; connect by a name that the certificate holds; if the server speaks no TLS, say tls=false.",
        { InnerException: HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } } =>
            $"There is no host {e.Node.Host}: check the name in the connection string, or the name the cluster's nodes advertise.",
        { Status: GrpcStatus.Unauthenticated } =>
            $"{e.Node} does not accept {Who(settings)}: check user:password@ in the connection string; special characters are percent-encoded there.",
        { Status: GrpcStatus.PermissionDenied } =>
            $"{e.Node} does not let {Who(settings)} do this: the log needs a user who may read $all and append, by default a member of $admins.",
        { Kind: "maximum-append-size-exceeded" } =>
            $"The append is larger than the {e.Trailer("maximum-append-size")} bytes that {e.Node} takes at once, and nothing of it was stored: append fewer facts at a time, or raise the server's MaxAppendSize.",
        { Kind: "maximum-append-event-size-exceeded" } =>
            $"A fact of {e.Trailer("proposed-append-event-size")} bytes is larger than the {e.Trailer("maximum-append-event-size")} that {e.Node} takes, and nothing was stored: raise the server's MaxAppendEventSize.",
        { Kind: "invalid-transaction" } or { Status: GrpcStatus.ResourceExhausted } =>
            $"The append is larger than {e.Node} takes at once ({e.Detail}), and nothing of it was stored: append fewer facts at a time.",
        { Kind: "stream-deleted" } =>
            $"The stream {e.Trailer("stream-name")} was deleted on the server, which this log never does: restore the database from a backup.",
        { NoSuchPosition: true } => $"{e.Node} cannot read from the position asked for: it is none that the log gave, or the server's files are damaged ({e.Detail}).",
        { Passes: true } => $"Nothing usable answers at {e.Node} ({Innermost(e)}): check that the server runs there, and host, port and tls in the connection string.",
        _ => $"{e.Node} refuses: {e.Status} {e.Detail}",
    };

    private static string Who(EventStoreSettings settings) => settings.User is { } user ? $"user \"{user}\"" : "a caller without user and password";

    private static string Innermost(GrpcException e) => e.InnerException is null ? $"{e.Status} {e.Detail}".Trim() : e.GetBaseException().Message;
}
