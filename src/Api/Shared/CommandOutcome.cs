using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Api.Shared;

/// <summary>What became of a command.</summary>
public abstract record CommandOutcome
{
    private CommandOutcome() { }

    /// <summary>It holds now: recorded just now, recorded before under the same key, or already so.</summary>
    public sealed record Done(CommandAnswer Answer, bool Created) : CommandOutcome;

    /// <summary>The business does not allow it.</summary>
    public sealed record Refused(Refusal Refusal) : CommandOutcome;

    /// <summary>The record is no longer at the revision the caller saw.</summary>
    public sealed record Outdated(CurrentRecord Current) : CommandOutcome;

    /// <summary>The key was used before, for another request.</summary>
    public sealed record KeyReused : CommandOutcome;

    /// <summary>Others changed the record between reading and appending.</summary>
    public sealed record LostRace : CommandOutcome;
}

/// <summary>The record's id and new revision, the position token to read it back with, and the types of the facts recorded.</summary>
public sealed record CommandAnswer(Guid Id, long Revision, string? Position, IReadOnlyList<string> Facts)
{
    /// <summary>In a dry run: what would be recorded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<DryFact>? WouldRecord { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Warning>? Warnings { get; init; }

    /// <summary>The definition proposed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Definition { get; init; }

    /// <summary>The build asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Build { get; init; }

    /// <summary>The text of a token just issued; it is not shown again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }
}

/// <summary>A fact that a dry run leaves unrecorded.</summary>
public sealed record DryFact(string Type, DateTimeOffset HappenedAt, object Fact);

/// <summary>Something the caller may want to look at; the command was carried out all the same.</summary>
public sealed record Warning(string Code, string Detail, IReadOnlyList<Guid> Ids);
