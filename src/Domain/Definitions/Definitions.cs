using System.Collections.Immutable;
using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Definitions.DefinitionCommand;
using static EventSourcedCrm.Domain.Shared.Decision;

namespace EventSourcedCrm.Domain.Definitions;

/// <summary>Decides what may become of the definitions of one report: proposed, approved by somebody else, published, rolled back, retired.</summary>
public sealed record Definitions : IDecider<Definitions, DefinitionCommand, DefinitionFact>
{
    private Definitions() { }

    private enum Phase { Proposed, Approved, Retired }

    private sealed record Version(Definition? Parameters, UserId? Author, Phase Phase);

    // Version 1 comes with the program, published before anybody has said anything.
    private ImmutableSortedDictionary<int, Version> Versions { get; init; } = ImmutableSortedDictionary<int, Version>.Empty.Add(1, new(null, null, Phase.Approved));

    /// <summary>The versions in the order of their publication, without those rolled back; the last one is in force.</summary>
    private ImmutableList<int> Published { get; init; } = [1];

    public static string Category => "definition";

    public static Definitions Initial { get; } = new();

    public static Decision<DefinitionFact> Decide(DefinitionCommand command, Definitions all) => command switch
    {
        Propose c when all.Same(c.Parameters) is { } same => Refuse("definition-exists", $"Version v{same} already says this. Build and compare that one."),
        Propose c => [new DefinitionProposed(all.Versions.Keys.Last() + 1, c.Parameters, c.Reason, c.Author)],
        RollBack c when all.Published.Count > 1 => [new DefinitionRolledBack(all.Published[^2], c.Reason)],
        RollBack => Refuse("nothing-to-roll-back", "Version v1 is in force, and nothing was published before it."),
        Approve c => OfVersion(all, c.Version, version => Approving(c, version)),
        Publish c => OfVersion(all, c.Version, version => Publishing(c, version, all)),
        Retire c => OfVersion(all, c.Version, version => Retiring(c, version, all)),
        _ => [],
    };

    public static Definitions Evolve(Definitions all, DefinitionFact fact) => fact switch
    {
        DefinitionProposed f => all with { Versions = all.Versions.SetItem(f.Version, new(f.Parameters, f.Author, Phase.Proposed)) },
        DefinitionApproved f => all.With(f.Version, Phase.Approved),
        DefinitionRetired f => all.With(f.Version, Phase.Retired),
        DefinitionPublished f => all with { Published = all.Published.Add(f.Version) },
        DefinitionRolledBack when all.Published.Count > 1 => all with { Published = all.Published.RemoveAt(all.Published.Count - 1) },
        _ => all,
    };

    private static Decision<DefinitionFact> OfVersion(Definitions all, int number, Func<Version, Decision<DefinitionFact>> decide) =>
        all.Versions.TryGetValue(number, out var version) ? decide(version) : Refuse("no-such-definition", $"There is no version v{number}. Propose it first.");

    private static Decision<DefinitionFact> Approving(Approve command, Version version) => version switch
    {
        { Phase: Phase.Approved } => [],
        { Phase: Phase.Retired } => Retired(command.Version),
        { Author: { } author } when author == command.Approver => Refuse("own-definition", "You proposed this definition yourself. Somebody else has to approve it."),
        _ => [new DefinitionApproved(command.Version, command.Reason, command.Approver)],
    };

    private static Decision<DefinitionFact> Publishing(Publish command, Version version, Definitions all) => version switch
    {
        _ when all.Published[^1] == command.Version => [],
        { Phase: Phase.Proposed } => Refuse("definition-not-approved", $"Nobody has approved v{command.Version} yet. Somebody other than its author has to, before it is published."),
        { Phase: Phase.Retired } => Retired(command.Version),
        _ => [new DefinitionPublished(command.Version, command.Build, command.Reason)],
    };

    private static Decision<DefinitionFact> Retiring(Retire command, Version version, Definitions all) => version switch
    {
        { Phase: Phase.Retired } => [],
        _ when all.Published[^1] == command.Version => Refuse("definition-in-force", $"Version v{command.Version} is what the report means at present. Publish another version, or roll back, before retiring it."),
        _ => [new DefinitionRetired(command.Version, command.Reason)],
    };

    private static Refusal Retired(int version) => Refuse("definition-retired", $"Version v{version} has been retired. Propose its parameters again as a new version.");

    private int? Same(Definition parameters) => Versions
        .Where(version => version.Value.Phase != Phase.Retired && (version.Value.Parameters ?? Definition.BuiltIn[parameters.Report]).Equals(parameters))
        .Select(version => (int?)version.Key).FirstOrDefault();

    private Definitions With(int version, Phase phase) =>
        Versions.TryGetValue(version, out var known) ? this with { Versions = Versions.SetItem(version, known with { Phase = phase }) } : this;
}
