using EventSourcedCrm.Domain.Definitions;

namespace EventSourcedCrm.Domain.Builds;

/// <summary>What can be asked about the builds of one projection. Whether a build is far enough for it, whoever asks has seen to.</summary>
public abstract record BuildCommand
{
    public sealed record Request(
        string Projection, DefinitionId? Definition, string? Until, int? FactsPerSecond, bool OnDemand, string? Reason) : BuildCommand;

    public sealed record Pause(string Build) : BuildCommand;

    public sealed record Resume(string Build) : BuildCommand;

    public sealed record Retire(string Build, string Reason) : BuildCommand;

    public sealed record RetryParked(string Build, string Key) : BuildCommand;

    public sealed record SkipParked(string Build, string Position, string Reason) : BuildCommand;

    public sealed record Publish(string Build, string Reason) : BuildCommand;
}
