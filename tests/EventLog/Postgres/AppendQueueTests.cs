using EventSourcedCrm.EventLog.Tests.Contract;
using Npgsql;

namespace EventSourcedCrm.EventLog.Tests.Postgres;

/// <summary>Whoever waited for an append goes on in the thread that tells him; a program that blocks there is its own affair.</summary>
public sealed class AppendQueueTests(PostgresRig rig) : IClassFixture<PostgresRig>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Who_blocks_once_he_is_told_keeps_nobody_from_appending_not_even_himself()
    {
        var log = await rig.OpenPostgres();
        var stored = 0;
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(async () =>
        {
            await log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Fact());
            if (IsStoredMeanwhile(log)) Interlocked.Increment(ref stored);
        })));
        stored.ShouldBe(10);
    }

    [Fact]
    public async Task Who_blocks_once_the_database_has_refused_him_keeps_nobody_from_appending_either()
    {
        var log = await rig.OpenPostgres();
        await rig.Tamper("alter table log.fact add constraint never check (stream <> 'never-1')");
        var stored = await Task.Run(async () =>
        {
            try
            {
                await log.Append(new("never-1"), ExpectedRevision.NoStream, Some.Fact());
                return false;
            }
            catch (PostgresException)
            {
                return IsStoredMeanwhile(log);
            }
        });
        stored.ShouldBeTrue();
    }

    /// <summary>Blocks until another append is answered.</summary>
    private static bool IsStoredMeanwhile(IEventLog log)
    {
        var other = log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Fact()).AsTask();
        return SpinWait.SpinUntil(() => other.IsCompletedSuccessfully, Patience);
    }
}
