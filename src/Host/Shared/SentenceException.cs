namespace EventSourcedCrm.Host.Shared;

/// <summary>A command cannot be carried out; the message says why and what to do, and is all the user sees.</summary>
public sealed class SentenceException(string message) : Exception(message);
