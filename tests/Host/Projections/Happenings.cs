using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Host.Tests.Projections;

/// <summary>What may befall customers, at random and often told late: purchases, corrections, reopened deals, withdrawn answers, overrides.</summary>
internal sealed class Happenings(IEventLog log, Random random, TimeProvider clock)
{
    private readonly List<(CustomerId Customer, DateTimeOffset Since)> _customers = [];
    private readonly Dictionary<StreamName, long> _revisions = [];
    private readonly List<(StreamName Deal, CustomerId Customer, DateTimeOffset Since)> _won = [];
    private readonly List<(StreamName Appeal, CustomerId Customer, AnswerId Answer, DateTimeOffset At)> _answers = [];

    /// <summary>Takes what is in the log already as having happened.</summary>
    public Happenings Knowing(IEnumerable<Recorded> facts)
    {
        foreach (var happened in facts)
        {
            _revisions[happened.Stream] = happened.Revision;
            if (happened.Customer is not { } customer) continue;
            if (happened.Fact is CustomerRegistered) _customers.Add((customer, happened.HappenedAt));
            if (happened.Fact is AppealAnswered f) _answers.Add((happened.Stream, customer, f.Answer, happened.HappenedAt));
        }
        return this;
    }

    public async Task Register()
    {
        var customer = new CustomerId(Guid.NewGuid());
        var at = Before(clock.GetUtcNow(), days: 400);
        _customers.Add((customer, at));
        await Tell(Own(customer), customer, at, new CustomerRegistered(CustomerKind.Company, "A customer"));
    }

    /// <summary>One more thing, of a customer chosen at random.</summary>
    public Task Next()
    {
        var (customer, since) = _customers[random.Next(_customers.Count)];
        var at = Between(since, clock.GetUtcNow());
        return random.Next(10) switch
        {
            0 => Tell(Own(customer), customer, at, Override()),
            1 => Tell(Own(customer), customer, at, new CustomerStageOverrideCleared("The rule is right.")),
            2 => Tell(Own(customer), customer, at, new CustomerDeclaredLost("They said so.")),
            3 when Taken(_won) is { } deal => Tell(deal.Deal, deal.Customer, Between(deal.Since, clock.GetUtcNow()), new DealReopened("Not paid.")),
            4 when _won.Count > 0 => Correct(_won[random.Next(_won.Count)]),
            5 when Taken(_answers) is { } answer => Tell(answer.Appeal, answer.Customer, Between(answer.At, clock.GetUtcNow()), new AppealAnswerWithdrawn(answer.Answer, "Wrong.")),
            6 when _won.Count > 0 => Deliver(_won[random.Next(_won.Count)]),
            _ => Buy(customer, at),
        };
    }

    private async Task Buy(CustomerId customer, DateTimeOffset at)
    {
        var deal = StreamName.Of("deal", Guid.NewGuid());
        _won.Add((deal, customer, at));
        await Tell(deal, customer, at, new DealOpened(new("A deal"), new(Guid.NewGuid()), "first", null, OfUnknownDate: false), new DealWon(Price()));
    }

    private Task Correct((StreamName Deal, CustomerId Customer, DateTimeOffset Since) won) => Tell(
        won.Deal, won.Customer, Between(won.Since, clock.GetUtcNow()),
        new DealWinCorrected(random.Next(2) == 0 ? Price() : null, Between(won.Since, clock.GetUtcNow()), "A mistake."));

    private Task Deliver((StreamName Deal, CustomerId Customer, DateTimeOffset Since) won) => Tell(
        won.Deal, won.Customer, Between(won.Since, clock.GetUtcNow()),
        random.Next(2) == 0 ? new DealShipped(Price(), random.Next(3) == 0) : new DealPaid(Price(), random.Next(3) == 0));

    private CustomerStageOverridden Override() => random.Next(2) == 0
        ? new(Stage.Regular, StageClass.X, null, "A friend.")
        : new(Stage.Potential, null, clock.GetUtcNow().AddDays(random.Next(-30, 90)), "For a while.");

    private async Task Tell(StreamName stream, CustomerId customer, DateTimeOffset at, params IFact[] facts)
    {
        var last = _revisions.GetValueOrDefault(stream, -1);
        var appended = await log.Append(stream, last < 0 ? ExpectedRevision.NoStream : ExpectedRevision.At(last), [.. facts.Select(fact => new NewFact(Guid.NewGuid(), fact, new()
        {
            CorrelationId = Guid.NewGuid(),
            HappenedAt = at,
            Actor = new(ActorKind.Automation, "tests"),
            RecordedBy = new(RecorderKind.Program, "tests"),
            Customer = customer,
        }))], CancellationToken.None);
        _revisions[stream] = appended.Revision;
    }

    private static StreamName Own(CustomerId customer) => StreamName.Of("customer", customer.Value);

    private Money Price() => new(random.Next(1, 1_000), "USD");

    private T? Taken<T>(List<T> from) where T : struct
    {
        if (from.Count == 0) return null;
        var index = random.Next(from.Count);
        var taken = from[index];
        from.RemoveAt(index);
        return taken;
    }

    private DateTimeOffset Before(DateTimeOffset instant, int days) => instant.AddMinutes(-random.Next(1, days * 24 * 60));

    private DateTimeOffset Between(DateTimeOffset from, DateTimeOffset to) => from.AddMinutes(random.NextInt64(Math.Max(1, (long)(to - from).TotalMinutes)));
}
