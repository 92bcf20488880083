namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>EventStoreDB cannot do what is asked of it, and asking again will not help; the sentence says what will.</summary>
public sealed class EventStoreException(string sentence, Exception? inner = null) : Exception(sentence, inner);
