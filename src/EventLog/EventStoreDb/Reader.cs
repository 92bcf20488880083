using EventSourcedCrm.EventLog.EventStoreDb.Cluster;
using EventSourcedCrm.EventLog.EventStoreDb.Grpc;

namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>Reads facts in pages of bounded size, each in a call of its own, which has an end and can be repeated.</summary>
internal sealed class Reader(Connection connection)
{
    /// <summary>A call begins with a pause in which nothing comes.</summary>
    private const int FactsOfCall = 2 * RawPage.MaxFacts;

    /// <summary>The facts after a position; none only at the head.</summary>
    public Task<RawPage> All(LogPosition after, CancellationToken ct) => connection.Persistently(async node =>
    {
        while (true)
        {
            var request = Requests.ReadAll(after, FactsOfCall); // the one at the position comes along
            var page = await Page(node, request, FactsOfCall, ct);
            var facts = page.Facts is [var first, ..] && first.Position <= after ? page.Facts.GetRange(1, page.Facts.Count - 1) : page.Facts;
            if (facts.Count > 0 || page.AtHead) return new RawPage(facts, page.AtHead);
            after = page.End;
        }
    }, ct);

    /// <summary>One stream's facts from a revision on.</summary>
    /// <exception cref="LogCorruptedException">A revision is missing.</exception>
    public async Task<RawPage> Stream(StreamName stream, long from, int count, CancellationToken ct)
    {
        var request = Requests.ReadStream(stream, from, count);
        var page = await connection.Persistently(node => Page(node, request, count, ct), ct);
        foreach (var fact in page.Facts)
            if (fact.Revision != from++)
                throw new LogCorruptedException($"Stream {stream} has no revision {from - 1}, but it has {fact.Revision}. The log has a hole.");
        return new(page.Facts, page.AtHead);
    }

    public Task<LogPosition> Head(CancellationToken ct) => connection.Persistently(node => Head(node, ct), ct);

    /// <summary>The newest fact's position, on one node.</summary>
    public async Task<LogPosition> Head(Node node, CancellationToken ct)
    {
        LogPosition? before = null;
        while (true)
        {
            var page = await Page(node, Requests.ReadBackwards(before, 1, filtered: true), 1, ct);
            if (page.Facts is [var newest]) return newest.Position;
            if (page.AtHead) return LogPosition.Start;
            before = page.End; // what was found is in a stream of the server's own
        }
    }

    /// <summary>A position beyond the log's end would be waited for in silence.</summary>
    /// <exception cref="LogCorruptedException">The position belongs to another log.</exception>
    public async Task RefuseBeyondEnd(Node node, LogPosition after, CancellationToken ct)
    {
        if (after == LogPosition.Start) return;
        var end = (await Page(node, Requests.ReadBackwards(null, 1, filtered: false), 1, ct)).End;
        if (after <= end) return;
        var sentence = $"What follows position {after} was asked for, but the log ends at {end}: this is another log, or an older copy of it.";
        if (connection.Settings.NodePreference == NodePreference.Leader) throw new LogCorruptedException(sentence);
        throw new GrpcException(node.Endpoint, GrpcStatus.Unavailable, sentence); // the node may only be behind
    }

    private async Task<(List<CanonicalFact> Facts, bool AtHead, LogPosition End)> Page(Node node, ReadOnlyMemory<byte>[] request, int count, CancellationToken ct)
    {
        var facts = new List<CanonicalFact>(Math.Min(count, 256));
        var (entries, bytes, end) = (0, 0L, LogPosition.Start);
        await using var call = await connection.Start(node, Methods.Read, request, Connection.ReadDeadline, ct);
        while (await call.Next() is var (answer, length))
        {
            if (answer is not ReadAnswer.Entry entry) continue;
            entries++;
            end = entry.Position;
            if (entry.Fact is { } fact) facts.Add(fact);
            if ((bytes += length) > RawPage.MaxBytes && facts.Count > 1) return (facts, false, end);
        }
        return (facts, entries < count, end);
    }
}
