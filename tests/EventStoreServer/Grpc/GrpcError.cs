namespace EventSourcedCrm.EventStoreServer.Grpc;

/// <summary>Ends the call with this status, message and trailers.</summary>
internal sealed class GrpcError(StatusCode code, string message, params (string Name, string Value)[] trailers) : Exception(message)
{
    public StatusCode Code => code;
    public IReadOnlyList<(string Name, string Value)> Trailers => trailers;
}
