namespace EventSourcedCrm.EventStoreServer.Faults;

/// <summary>The fault has ended the call in its own way, and there is nothing more to say.</summary>
internal sealed class CallEnded : Exception;
