using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Definitions;

/// <summary>What can be asked of the definitions of one report. Who asks is the user the token names, whoever acts for whom.</summary>
public abstract record DefinitionCommand(string Reason)
{
    public sealed record Propose(Definition Parameters, string Reason, UserId Author) : DefinitionCommand(Reason);

    public sealed record Approve(int Version, string Reason, UserId Approver) : DefinitionCommand(Reason);

    /// <summary>The build is a candidate under this version that has caught up: whoever asks has seen to that.</summary>
    public sealed record Publish(int Version, string Build, string Reason) : DefinitionCommand(Reason);

    public sealed record RollBack(string Reason) : DefinitionCommand(Reason);

    public sealed record Retire(int Version, string Reason) : DefinitionCommand(Reason);
}
