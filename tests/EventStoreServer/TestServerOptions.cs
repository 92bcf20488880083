namespace EventSourcedCrm.EventStoreServer;

/// <summary>How a test server is to be; as it comes, it is a single insecure node of version 23.10.0.</summary>
public sealed record TestServerOptions
{
    /// <summary>The version it claims, three numbers; its behaviour follows, where versions differ in what a client sees.</summary>
    public string Version { get; init; } = "23.10.0";

    /// <summary>With any user named, every call but gossip and features needs one.</summary>
    public IReadOnlyList<TestUser> Users { get; init; } = [];

    /// <summary>Encrypts with a certificate made at start, for localhost and 127.0.0.1, signed by an authority made at start.</summary>
    public bool Tls { get; init; }

    public int MaxAppendSize { get; init; } = 1024 * 1024;

    /// <summary>Whether the log begins with some events of the system, as every real one does.</summary>
    public bool HasSystemEvents { get; init; } = true;

    /// <summary>Gives the time recorded with each event, and measures deadlines.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long a slow answer is delayed.</summary>
    public TimeSpan Slowness { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>Someone who may use the server; only an administrator may read `$all` and the system's streams.</summary>
public sealed record TestUser(string Name, string Password, bool IsAdministrator = true);
