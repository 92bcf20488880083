using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Api.Reports;

/// <summary>A fact that bears on a row: where it is in the log, who did it, and what it did to the row.</summary>
/// <param name="Author">The name of the person at asOf, else as it was recorded.</param>
internal sealed record ExplainingFact(
    string Stream, long Revision, string Position, string Type, DateTimeOffset HappenedAt, DateTimeOffset RecordedAt,
    string AuthorKind, string AuthorId, string Author, string RecordedByKind, string RecordedById, string Contribution);

/// <summary>Reads the facts that make a row from the log itself, as far as the build had read it and the report looks.</summary>
internal sealed class ExplainingFacts(IEventLog log, Side side, Period period)
{
    private sealed record User(Guid UserId, string Name);

    /// <summary>In the order in which they happened.</summary>
    public async Task<IReadOnlyList<ExplainingFact>> Of(ReportAnatomy anatomy, Guid id, CancellationToken ct)
    {
        List<(Recorded Fact, string? Effect)> found = [];
        foreach (var stream in (await anatomy.Facts(side, period, id, ct)).GroupBy(place => place.Stream))
        {
            var (isWhole, effects) = (stream.Any(place => place.Revision is null), stream.ToLookup(place => place.Revision, place => place.Effect));
            await foreach (var fact in log.ReadStream(new(stream.Key), 0, ct))
                if (fact.Position <= side.Build.Position && fact.HappenedAt <= period.AsOf && (effects.Contains(fact.Revision) || isWhole && anatomy.Bears(fact.Fact)))
                    found.Add((fact, string.Join("; ", effects[fact.Revision].OfType<string>().Distinct())));
        }
        var users = found.Select(one => Guid.TryParse(one.Fact.Metadata.Actor.Id, out var user) ? user : default).Distinct().ToArray();
        var names = (await side.Query<User>(anatomy.UserNames, new { Users = users, period.AsOf }, ct)).ToDictionary(user => user.UserId.ToString("D"), user => user.Name);
        return [.. found.OrderBy(one => one.Fact.HappenedAt).ThenBy(one => one.Fact.Stream.Value, StringComparer.Ordinal).ThenBy(one => one.Fact.Revision)
            .Select(one => Of(one.Fact, one.Effect, names))];
    }

    private static ExplainingFact Of(Recorded fact, string? effect, Dictionary<string, string> names)
    {
        var (actor, recorder) = (fact.Metadata.Actor, fact.Metadata.RecordedBy);
        var sentence = FactSentences.Of(fact.Fact);
        return new(
            fact.Stream.Value, fact.Revision, fact.Position.ToString(), fact.Type, fact.HappenedAt, fact.RecordedAt,
            actor.Kind.ToString().ToLowerInvariant(), actor.Id, names.GetValueOrDefault(actor.Id, actor.Id), recorder.Kind.ToString().ToLowerInvariant(), recorder.Id,
            string.IsNullOrEmpty(effect) ? sentence : $"{sentence}: {effect}");
    }
}
