using EventSourcedCrm.EventLog.Tests.Contract;
using EventSourcedCrm.EventStoreServer;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

/// <summary>Anything may fail at any time: one call in fifty does, in one of all the ways the test server knows.</summary>
public sealed class SoakTests(EventStoreRig rig) : IClassFixture<EventStoreRig>
{
    /// <summary>CRM_SOAK asks for more.</summary>
    private static readonly int Facts = int.TryParse(Environment.GetEnvironmentVariable("CRM_SOAK"), out var given) ? given : 100_000;

    private const int Writers = 32;

    [Fact]
    public async Task Under_random_faults_every_fact_arrives_once_and_in_order()
    {
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"Faults by seed {seed}.");
        await using var cluster = await TestCluster.Start(3, new() { Slowness = TimeSpan.FromMilliseconds(50) });
        await using var log = await rig.Open(cluster.ConnectionString, new Hurry());
        await using var follower = new Follower(log, LogPosition.Start);
        foreach (var node in cluster.Nodes) node.Faults.OneIn(50, seed);

        var written = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            var (stream, facts) = (Some.Stream(), Some.Facts(Facts / Writers));
            var revision = -1L;
            foreach (var few in facts.Chunk(5)) revision = (await log.Append(stream, Some.After(revision), few)).Revision;
            return (stream, facts);
        })));
        foreach (var node in cluster.Nodes) node.Faults.Stop();
        var count = written.Sum(one => one.facts.Length);
        await log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Fact());
        await follower.Until(count + 1);

        var byStream = follower.Facts.ToLookup(fact => fact.Stream);
        foreach (var (stream, facts) in written) byStream[stream].Ids().ShouldBe(facts.Ids(), $"seed {seed}");
        follower.Facts.Ids().ShouldBe((await log.All()).Ids());
        cluster.Nodes.Sum(node => node.Faults.Struck.Count).ShouldBeGreaterThan(count / 5 / 100);
    }

    /// <summary>Waits a thirtieth of what is asked, so that a silence is noticed in a second.</summary>
    private sealed class Hurry : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : dueTime / 30, period);
    }
}
