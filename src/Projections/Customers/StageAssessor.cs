using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>
/// The reactor that records stages: for every customer concerned since it last looked, and everyone whose time has come,
/// it appends the difference between the timeline under the definitions that governed and what has been recorded, net of
/// revocations. Once quiet, the two are equal. When another definition takes over, it looks at everyone once. It waits while an
/// import is open, and until the live tables are those of the definition that governs.
/// </summary>
public sealed class StageAssessor(IEventLog log, NpgsqlDataSource database, TimeProvider clock, ILogger<StageAssessor> logger)
{
    private const string Name = "stage-assessor";
    private const int AtOnce = 64;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly StageGovernance _governance = new(log);

    /// <summary>Runs until cancelled, while it holds the lease; after a fault it begins again from what is committed.</summary>
    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var lease = await Lease.TryTake(database, Name, ct);
                if (lease is not null)
                {
                    using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, lease.Lost);
                    while (true)
                        if (await AssessSome(both.Token) == 0) await Task.Delay(Pause, both.Token);
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                logger.LogWarning("The stage assessor begins again: {Error}", error.Message);
            }
            await Task.Delay(Pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks at the next customers concerned; the number of them, 0 when there is nothing to do at present.</summary>
    public async Task<int> AssessSome(CancellationToken ct)
    {
        var now = Microseconds(clock.GetUtcNow());
        var governing = await _governance.By(now, ct);
        if (await StageWork.Read(database, Name, governing, now, ct) is not { } work) return 0;
        await Parallel.ForEachAsync(work.Customers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (customer, token) => await Record(customer, GovernedTimeline.Of(customer.Facts, governing, work.Zone), now, token));
        await work.Done(database, Name, ct);
        return work.Customers.Count;
    }

    private async Task Record(CustomerToAssess customer, IReadOnlyList<StageStep> timeline, DateTimeOffset now, CancellationToken ct)
    {
        var facts = StageRecords.Difference([.. timeline.Where(step => step.At <= now)], customer.OnRecord, now)
            .Select(change => new NewFact(Guid.NewGuid(), change.Fact, Metadata(customer.Customer, change.HappenedAt)))
            .ToList();
        if (facts.Count == 0) return;
        try
        {
            await log.Append(StreamName.Of("stage", customer.Customer.Value),
                customer.Revision < 0 ? ExpectedRevision.NoStream : ExpectedRevision.At(customer.Revision), facts, ct);
        }
        catch (WrongExpectedRevisionException)
        {
            // What was recorded meanwhile is not in the tables yet; when it is, this customer is looked at again.
        }
    }

    private static FactMetadata Metadata(CustomerId customer, DateTimeOffset happenedAt) => new()
    {
        CorrelationId = Guid.NewGuid(),
        HappenedAt = happenedAt,
        Actor = new(ActorKind.Automation, Name),
        RecordedBy = new(RecorderKind.Automation, Name),
        Customer = customer,
    };

    private static DateTimeOffset Microseconds(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
