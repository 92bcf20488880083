namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>Which node of a cluster is asked; only <see cref="Leader"/> sees every append at once.</summary>
public enum NodePreference { Leader, Follower, ReadOnlyReplica, Random }

/// <summary>What a connection string says. Without a word of it, the official client's defaults hold.</summary>
public sealed record EventStoreSettings
{
    public required IReadOnlyList<Endpoint> Hosts { get; init; }

    /// <summary>The hosts are asked who is in the cluster, rather than used as they are.</summary>
    public required bool Discover { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }

    public bool Tls { get; init; } = true;

    public bool TlsVerifyCert { get; init; } = true;

    /// <summary>The only certificate authorities to trust, as a PEM file.</summary>
    public string? TlsCaFile { get; init; }

    public string? UserCertFile { get; init; }

    public string? UserKeyFile { get; init; }

    public string ConnectionName { get; init; } = $"EventSourcedCrm-{Guid.NewGuid():N}";

    public NodePreference NodePreference { get; init; } = NodePreference.Leader;

    public int MaxDiscoverAttempts { get; init; } = 10;

    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan GossipTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an append may take; subscriptions have no end, and a page of a read has a minute.</summary>
    public TimeSpan DefaultDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <exception cref="EventStoreException">Names the part that cannot be read, and what to write instead.</exception>
    public static EventStoreSettings Parse(string connectionString) => ConnectionString.Parse(connectionString);

    /// <summary>The password is nobody's business.</summary>
    public override string ToString() => $"{string.Join(',', Hosts)}{(User is null ? "" : $" as {User}")}";
}
