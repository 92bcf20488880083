namespace EventSourcedCrm.EventLog;

/// <summary>What follows a position was asked for that this log never gave.</summary>
public sealed class NoSuchPositionException(string sentence, Exception inner) : Exception(sentence, inner);
