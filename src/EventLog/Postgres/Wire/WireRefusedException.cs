namespace EventSourcedCrm.EventLog.Postgres.Wire;

/// <summary>The server has answered with an error, or asks for what is not spoken here.</summary>
internal sealed class WireRefusedException(string message) : Exception(message);
