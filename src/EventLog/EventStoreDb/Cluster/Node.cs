using System.Text.RegularExpressions;

namespace EventSourcedCrm.EventLog.EventStoreDb.Cluster;

/// <summary>A node that was asked and answered, and the version of its server.</summary>
internal sealed record Node(Endpoint Endpoint, Version Version)
{
    /// <summary>Older ones answer reads of a stream without positions.</summary>
    public static readonly Version Oldest = new(22, 10);

    private static readonly Version ToldProperly = new(23, 10);

    /// <summary>It says when a subscription has caught up, and its checkpoints never run ahead of the facts.</summary>
    public bool TellsProperly => Version >= ToldProperly;

    /// <summary>From its words, such as "23.10.6" or "25.0.0-rc1".</summary>
    public static Node Of(Endpoint endpoint, string version)
    {
        var numbers = Regex.Match(version, @"^\d+\.\d+");
        if (!numbers.Success || System.Version.Parse(numbers.Value) is var parsed && parsed < Oldest) throw TooOld(endpoint, version);
        return new(endpoint, System.Version.Parse(numbers.Value));
    }

    public static EventStoreException TooOld(Endpoint endpoint, string? version) => new(
        $"The server at {endpoint} is {(string.IsNullOrEmpty(version) ? "older than EventStoreDB 21.10" : $"EventStoreDB {version}")}; the log needs EventStoreDB {Oldest} or newer: upgrade the server.");
}
