namespace EventSourcedCrm.EventLog;

/// <summary>The log is not what it must be: reading stops here rather than hand out a history with a hole or a changed byte.</summary>
public sealed class LogCorruptedException(string sentence, Exception? inner = null) : Exception(sentence, inner);
