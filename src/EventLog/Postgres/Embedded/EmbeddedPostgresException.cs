namespace EventSourcedCrm.EventLog.Postgres.Embedded;

/// <summary>The private PostgreSQL server cannot be used; the message says why and what to do, in words for the person who started the program.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? cause = null) : Exception(message, cause);
