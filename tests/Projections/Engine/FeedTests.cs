using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;

namespace EventSourcedCrm.Projections.Tests.Engine;

public sealed class FeedTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workers_at_one_position_are_handed_the_same_page()
    {
        await using var feed = new Feed(new GivenLog(Facts(5), 10));
        using var one = feed.Join();
        using var other = feed.Join();
        var first = await one.After(LogPosition.Start, Ct);
        Positions(first).ShouldBe([1, 2, 3, 4, 5]);
        (await other.After(LogPosition.Start, Ct)).ShouldBeSameAs(first);
    }

    [Fact]
    public async Task A_worker_at_the_end_waits_for_what_is_added()
    {
        var log = new GivenLog(Facts(2), 10);
        await using var feed = new Feed(log);
        using var reader = feed.Join();
        var waiting = reader.After(LogPosition.At(2), Ct);
        waiting.IsCompleted.ShouldBeFalse();
        log.Add(Facts(4).Skip(2));
        Positions(await waiting).ShouldBe([3, 4]);
    }

    [Fact]
    public async Task All_who_wait_are_woken_by_one_page()
    {
        var log = new GivenLog([], 10);
        await using var feed = new Feed(log);
        var waiting = Enumerable.Range(0, 20).Select(_ => feed.Join().After(LogPosition.Start, Ct)).ToList();
        log.Add(Facts(1));
        foreach (var page in await Task.WhenAll(waiting)) Positions(page).ShouldBe([1]);
    }

    [Fact]
    public async Task A_slow_worker_stalls_nobody_and_reads_alone_what_is_no_longer_kept()
    {
        var log = new CountingLog(new GivenLog(Facts(100), 5));
        await using var feed = new Feed(log) { MostBytesKept = 1 };
        using var fast = feed.Join();
        await ReadTo(100, fast);
        log.ReadsAlone.ShouldBe(0);
        using var slow = feed.Join();
        var page = await slow.After(LogPosition.At(3), Ct);
        log.ReadsAlone.ShouldBe(1);
        Positions(page)[0].ShouldBe(4);
        (await slow.After(page.End, Ct)).End.ShouldBe(LogPosition.At(100));
        log.ReadsAlone.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_worker_has_yet_to_read_is_kept_and_what_all_have_read_is_not()
    {
        var given = new GivenLog(Facts(100), 5);
        var log = new CountingLog(given);
        await using var feed = new Feed(log);
        using var fast = feed.Join();
        using var slow = feed.Join();
        await slow.After(LogPosition.Start, Ct);
        await ReadTo(100, fast);
        given.Add(Facts(101).Skip(100));
        await ReadTo(101, fast, from: 100);
        await ReadTo(100, slow);
        log.ReadsAlone.ShouldBe(0);
        await ReadTo(101, slow, from: 100);
        using var late = feed.Join();
        await ReadTo(101, late);
        log.ReadsAlone.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_is_kept_for_a_worker_that_has_left()
    {
        var given = new GivenLog(Facts(100), 5);
        var log = new CountingLog(given);
        await using var feed = new Feed(log);
        using var fast = feed.Join();
        using (var slow = feed.Join()) await slow.After(LogPosition.Start, Ct);
        await ReadTo(100, fast);
        given.Add(Facts(101).Skip(100));
        await ReadTo(101, fast, from: 100);
        using var late = feed.Join();
        await ReadTo(101, late);
        log.ReadsAlone.ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_ahead_of_all_others_is_not_held_up_by_them()
    {
        var log = new CountingLog(new GivenLog(Facts(100), 5));
        await using var feed = new Feed(log);
        using var last = feed.Join();
        using var first = feed.Join();
        await last.After(LogPosition.Start, Ct);
        Positions(await first.After(LogPosition.At(97), Ct)).ShouldBe([98, 99, 100]);
        Positions(await last.After(LogPosition.Start, Ct))[0].ShouldBe(1);
        log.Subscriptions.ShouldBe(2);
    }

    [Fact]
    public async Task What_ends_the_subscription_is_told_to_who_waits_and_the_next_to_ask_begins_another()
    {
        var log = new CountingLog(new GivenLog(Facts(4), 2)) { BreaksAfter = 0 };
        await using var feed = new Feed(log);
        using var reader = feed.Join();
        (await Should.ThrowAsync<IOException>(() => reader.After(LogPosition.Start, Ct))).Message.ShouldBe("cut off");
        log.BreaksAfter = int.MaxValue;
        await ReadTo(4, reader);
        log.Subscriptions.ShouldBe(2);
    }

    [Fact]
    public async Task Whichever_way_workers_come_each_reads_every_fact_once_in_order_with_the_hash_of_the_log()
    {
        var facts = Facts(2_000);
        var log = new GivenLog(facts.Take(500), 7);
        await using var feed = new Feed(log) { MostBytesKept = 2_000 };
        var random = new Random(Seed);
        var workers = Enumerable.Range(0, 8).Select(n => Follow(feed, facts, random.Next(400), new(random.Next()))).ToList();
        foreach (var more in facts.Skip(500).Chunk(100)) log.Add(more);
        await Task.WhenAll(workers);
    }

    private static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("CRM_TEST_FEED"), out var seed) ? seed : 20260714;

    private static async Task Follow(Feed feed, IReadOnlyList<Recorded> facts, int from, Random random)
    {
        using var reader = feed.Join();
        var (reached, hash) = (from, Hash(facts.Take(from)));
        while (reached < facts.Count)
        {
            var page = await reader.After(LogPosition.At(reached), Ct);
            hash = await page.HashFrom(LogPosition.At(reached), hash);
            var positions = Positions(page).Where(position => position > reached).ToList();
            positions.ShouldBe(Enumerable.Range(reached + 1, positions.Count), $"seed {Seed}");
            reached = positions[^1];
            for (var turns = random.Next(50); turns > 0; turns--) await Task.Yield();
        }
        hash.ShouldBe(Hash(facts), $"seed {Seed}");
    }

    private static async Task ReadTo(int position, FeedReader reader, int from = 0)
    {
        var reached = LogPosition.At(from);
        while (reached < LogPosition.At(position)) reached = (await reader.After(reached, Ct)).End;
    }

    private static byte[] Hash(IEnumerable<Recorded> facts) => facts.Aggregate(RunningHash.Start, (hash, fact) => RunningHash.Next(hash, fact));

    private static IReadOnlyList<Recorded> Facts(int count) =>
        Enumerable.Range(0, count).Aggregate(new Given(), (given, _) => given.Fact(new("shelf"), new Sold("cup", 1))).Facts;

    private static List<int> Positions(FactPage page) => [.. page.Facts.Select(fact => (int)fact.Position.Commit)];

    /// <summary>A log that tells how it was read, and whose subscriptions break off after so many pages.</summary>
    private sealed class CountingLog(GivenLog log) : IEventLog
    {
        public int ReadsAlone { get; private set; }

        public int Subscriptions { get; private set; }

        public int BreaksAfter { get; set; } = int.MaxValue;

        public ValueTask<Appended> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<NewFact> facts, CancellationToken ct) =>
            log.Append(stream, expected, facts, ct);

        public IAsyncEnumerable<Recorded> ReadStream(StreamName stream, long fromRevision, CancellationToken ct) => log.ReadStream(stream, fromRevision, ct);

        public IAsyncEnumerable<IReadOnlyList<Recorded>> ReadAll(LogPosition after, CancellationToken ct)
        {
            ReadsAlone++;
            return log.ReadAll(after, ct);
        }

        public async IAsyncEnumerable<LogMessage> Subscribe(LogPosition after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
        {
            Subscriptions++;
            var left = BreaksAfter;
            await foreach (var message in log.Subscribe(after, ct))
            {
                if (left-- == 0) throw new IOException("cut off");
                yield return message;
            }
        }

        public IAsyncEnumerable<IReadOnlyList<StoredFact>> ReadStored(LogPosition after, CancellationToken ct) => log.ReadStored(after, ct);

        public ValueTask<StoredFact?> ReadFirst(StreamName stream, CancellationToken ct) => log.ReadFirst(stream, ct);

        public Task<IReadOnlyList<Recorded>> Decode(IReadOnlyList<CanonicalFact> facts, bool rememberKeys, CancellationToken ct) => log.Decode(facts, rememberKeys, ct);

        public ValueTask<LogPosition> Head(CancellationToken ct) => log.Head(ct);
    }
}
