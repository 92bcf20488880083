namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>Where a node listens.</summary>
public readonly record struct Endpoint(string Host, int Port)
{
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>Host names differ in case only by accident.</summary>
    public bool Equals(Endpoint other) => Port == other.Port && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => HashCode.Combine(Host.ToLowerInvariant(), Port);
}
