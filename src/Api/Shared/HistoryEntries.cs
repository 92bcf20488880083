using System.Text.Json.Nodes;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Serialization;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Shows facts of the log as entries of a history.</summary>
public sealed class HistoryEntries(ReadModels models)
{
    private const string Names = "select id, name from card_history_user where id = any(@Users)";

    private sealed record User(Guid Id, string? Name);

    /// <summary>In the order given, with the names that users have at present.</summary>
    public async Task<IReadOnlyList<HistoryEntry>> Of(IReadOnlyList<Recorded> facts, CancellationToken ct)
    {
        var users = facts.SelectMany(fact => new[] { Actor(fact.Metadata), Recorder(fact.Metadata) }).OfType<Guid>().Distinct().ToArray();
        await using var present = await models.Open("card_history", null, ct);
        var names = (await present.Query<User>(Names, new { Users = users }, ct)).ToDictionary(user => user.Id, user => user.Name);
        return [.. facts.Select(fact => Of(fact, NameOf(Actor(fact.Metadata)), NameOf(Recorder(fact.Metadata))))];

        string? NameOf(Guid? user) => user is { } id ? names.GetValueOrDefault(id) : null;
    }

    private static HistoryEntry Of(Recorded fact, string? actorName, string? recorderName)
    {
        var (actor, recorder) = (fact.Metadata.Actor, fact.Metadata.RecordedBy);
        return new(
            fact.Stream.Value, fact.Revision, fact.Id, fact.Type, fact.HappenedAt, fact.RecordedAt,
            actor.Kind, actor.Id, actorName, recorder.Kind, recorder.Id, recorderName,
            PlainFacts.Write(fact.Fact) is { } content ? JsonNode.Parse(content) : null);
    }

    private static Guid? Actor(FactMetadata metadata) => metadata.Actor.Kind == ActorKind.Person ? Id(metadata.Actor.Id) : null;

    private static Guid? Recorder(FactMetadata metadata) => metadata.RecordedBy.Kind == RecorderKind.Person ? Id(metadata.RecordedBy.Id) : null;

    private static Guid? Id(string text) => Guid.TryParse(text, out var id) ? id : null;
}
