using System.Runtime.CompilerServices;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Calendars;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using static EventSourcedCrm.Tests.Api.Story;

namespace EventSourcedCrm.Tests.Api;

/// <summary>A report as of an instant is what it would be had nothing happened since.</summary>
public sealed class AsOfProperties
{
    private const int Stories = 6;
    private const int CutsOfEach = 3;

    private static readonly string[] Reports =
    [
        "stage-history", "stage-history?view=matrix", "stage-history?view=states", $"stage-history?view=intervals&customer={Guid(1)}",
        "stage-history?source=recorded", "stage-history?source=recorded&view=states", "stage-history?source=recorded&view=matrix",
        $"xyz-analysis?from={On(0)}",
        "first-response?groupBy=manager", "first-response?groupBy=manager-at-response", "first-response?groupBy=product",
        $"no-contact?from={On(30)}", $"no-contact?from={On(30)}&to={On(60)}",
    ];

    /// <summary>What first responses may mean: the built-in meaning, everything that may respond in working hours, and first contacts.</summary>
    private static readonly string[] Definitions = ["first-response/v1", "first-response/v2", "first-response/v3"];

    private static readonly FirstResponseDefinition Everything = FirstResponseDefinition.V1 with
    {
        Responds = [ResponseKind.Answered, ResponseKind.TakenInCharge, ResponseKind.Contacted, ResponseKind.Closed],
        Clock = new ResponseClock.Working(Id<CalendarId>(1), 1),
    };

    private static readonly WorkingHours Office = new("Europe/Berlin", new([new(new(9, 0), new(17, 0))], Thursday: [new(new(0, 0), new(0, 0))]), []);

    [Fact]
    public async Task A_cut_inside_a_build_equals_folding_only_what_had_happened_by_then()
    {
        foreach (var (seed, facts) in Enumerable.Range(1, Stories).Select(seed => (seed, Tell(new Random(seed)))))
        {
            var definition = Definitions[seed % Definitions.Length];
            await using var rig = await ReportRig.Of(facts, definition: definition);
            foreach (var cut in new Random(-seed).GetItems(facts.Select(told => told.At).Where(at => at >= Day(0)).Distinct().ToArray(), CutsOfEach))
            {
                var inside = await Answers(rig, cut);
                await rig.Build(new LogUpTo(rig.Log, cut), definition: definition);
                (await Answers(rig, cut)).ShouldBe(inside, $"seed {seed}, {definition} as of {cut:O}");
                await rig.Build(definition: definition);
            }
        }
    }

    /// <summary>Everything but what names the build.</summary>
    private static async Task<List<string>> Answers(ReportRig rig, DateTimeOffset asOf)
    {
        List<string> answers = [];
        foreach (var report in Reports)
        {
            var answer = await rig.Get($"{report}{(report.Contains('?') ? '&' : '?')}limit=1000&asOf={asOf:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}");
            var stamp = answer["stamp"]!.AsObject();
            foreach (var ofTheBuild in new[] { "build", "position", "completeness" }) stamp.Remove(ofTheBuild);
            answers.Add($"{report}: {answer.ToJsonString()}");
        }
        return answers;
    }

    private static List<Told> Tell(Random random)
    {
        var story = new Story().User(1, "Ann").User(2, "Bob").Product(1, "Lamp")
            .Calendar(1, Office).Proposed(Everything).Proposed(Everything with { Cases = CasesOf.FirstContacts });
        for (var customer = 1; customer <= 4; customer++) Customer(story, random, customer);
        for (var number = 1; number <= 8; number++)
        {
            Deal(story, random, number, 1 + random.Next(4));
            Appeal(story, random, number, 1 + random.Next(4));
            Contact(story, random, number, 1 + random.Next(4));
        }
        return [.. story.Facts.Where(told => told.At < Day(400))];
    }

    private static void Customer(Story story, Random random, int customer)
    {
        var day = (double)random.Next(3);
        story.Registered(customer, day);
        var archived = false;
        for (var i = 0; i < 6; i++)
        {
            day += Gap(random);
            CustomerFact fact = random.Next(6) switch
            {
                0 => new CustomerRenamed($"Name {i}"),
                1 when archived => new CustomerRestored("back"),
                1 => new CustomerArchived("gone"),
                2 => new CustomerDeclaredLost("said so"),
                3 => new CustomerStageOverridden(Stage.Regular, StageClass.X, random.Next(2) == 0 ? null : Day(day + random.Next(1, 40)), "a promise"),
                4 => new CustomerStageOverrideCleared("over"),
                _ => new CustomerAssigned(Id<UserId>(1 + random.Next(2))),
            };
            archived = fact switch { CustomerArchived => true, CustomerRestored => false, _ => archived };
            story.Customer(customer, day, fact);
        }
        story.Add("stage", customer, day, new CustomerStageChanged(null, null, Stage.Potential, null, StageArrow.New, StageBasis.Rule, "stage/v1", "because"), customer)
            .Add("stage", customer, day + Gap(random), new CustomerStageChangeRevoked(0, "stage/v1", "a late fact"), customer);
    }

    private static void Deal(Story story, Random random, int deal, int customer)
    {
        var day = (double)random.Next(60);
        story.Deal(deal, customer, day, Opened(random.Next(100)));
        if (random.Next(3) == 0) story.Deal(deal, customer, day += Gap(random), new DealRevalued(Eur(random.Next(100))));
        if (random.Next(5) == 0) return;
        story.Deal(deal, customer, day += Gap(random), new DealWon(Eur(random.Next(2) * 10)));
        if (random.Next(2) == 0) story.Deal(deal, customer, day += Gap(random), new DealWinCorrected(Eur(5), random.Next(2) == 0 ? null : Day(day + random.Next(-20, 20)), "a slip"));
        if (random.Next(3) == 0) story.Deal(deal, customer, day + Gap(random), new DealReopened("a mistake"));
    }

    private static void Appeal(Story story, Random random, int appeal, int customer)
    {
        var day = (double)random.Next(60);
        story.By(1).Appeal(appeal, customer, day, Asked(product: random.Next(2) == 0 ? 1 : null));
        for (var i = 0; i < 6; i++)
        {
            day += Gap(random);
            var answer = (appeal * 10) + random.Next(2);
            story.By(1 + random.Next(2)).Appeal(appeal, customer, day, random.Next(8) switch
            {
                7 => new AppealClosed(AppealClosing.Untold),
                0 => new AppealAssigned(Id<UserId>(1)),
                1 => new AppealTakenInCharge(Id<UserId>(2)),
                2 => new AppealForwardedToGroup(Id<GroupId>(1)),
                3 => new AppealReopened(null),
                4 when story.Facts.Any(told => told.Fact is AppealAnswered given && given.Answer == Id<AnswerId>(answer)) => new AppealAnswerWithdrawn(Id<AnswerId>(answer), "a slip"),
                _ => Answered((appeal * 10) + i),
            });
        }
    }

    private static void Contact(Story story, Random random, int contact, int customer)
    {
        var day = (double)random.Next(60);
        var call = Call(random.Next(2) == 0 ? Direction.Incoming : Direction.Outgoing, 1 + random.Next(2));
        story.Contact(contact, customer, day, new ContactPlanned(call, Day(day + random.Next(20)), null));
        if (random.Next(2) == 0) story.Contact(contact, customer, day += Gap(random), new ContactRescheduled(Day(day + random.Next(20)), null));
        if (random.Next(2) == 0)
        {
            story.Contact(contact, customer, day += Gap(random), new ContactCompleted(call, 5, null));
            story.Contact(contact, customer, day + random.Next(-5, 5), new ContactLinkedToAppeal(Id<AppealId>(1 + random.Next(8))));
            if (random.Next(2) == 0) story.Contact(contact, customer, day + Gap(random), new ContactWithdrawn("a mistake"));
        }
        else if (random.Next(2) == 0)
        {
            story.Contact(contact, customer, day + Gap(random), new ContactCancelled("ill"));
        }
    }

    /// <summary>Often none, or exactly a threshold.</summary>
    private static double Gap(Random random) => random.GetItems([0, 0, 0.25, 1, 2, 7, 30, 90, 180], 1)[0];

    /// <summary>The log without what happened after an instant.</summary>
    private sealed class LogUpTo(IEventLog log, DateTimeOffset instant) : IEventLog
    {
        public async IAsyncEnumerable<IReadOnlyList<Recorded>> ReadAll(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
        {
            await foreach (var page in log.ReadAll(after, ct))
                if (page.Where(fact => fact.HappenedAt <= instant).ToList() is [_, ..] facts) yield return facts;
        }

        public ValueTask<Appended> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<NewFact> facts, CancellationToken ct) => log.Append(stream, expected, facts, ct);

        public IAsyncEnumerable<Recorded> ReadStream(StreamName stream, long fromRevision, CancellationToken ct) => log.ReadStream(stream, fromRevision, ct);

        public IAsyncEnumerable<LogMessage> Subscribe(LogPosition after, CancellationToken ct) => log.Subscribe(after, ct);

        public ValueTask<LogPosition> Head(CancellationToken ct) => log.Head(ct);
    }
}
