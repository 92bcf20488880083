using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Calendars;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;
using static EventSourcedCrm.Domain.Appeals.CaseEventKind;

namespace EventSourcedCrm.Domain.Tests.Appeals;

/// <summary>First responses against a second opinion that goes through what had happened by an instant, one event after the other.</summary>
public sealed class ResponseRuleProperties
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private static readonly Clock Office = new WorkingTime(new("Etc/UTC", new([new(new(9, 0), new(17, 0))], [new(new(0, 0), new(0, 0))], [new(new(9, 0), new(17, 0))]), []));

    [Fact]
    public void At_any_instant_cases_stand_as_what_had_happened_by_then_says() => ForAll((life, definition, clock, _) =>
    {
        var cases = new ResponseRule(definition, clock).Cases(life);
        foreach (var instant in life.Select(e => e.At).Append(Monday.AddYears(1)).Distinct())
            Standing(cases, instant).Order().ShouldBe(SecondOpinion(life.Where(e => e.At <= instant), definition, clock).Order(), $"at {instant:O}");
    });

    [Fact]
    public void Any_order_of_arrival_gives_the_same_cases() => ForAll((life, definition, clock, random) =>
    {
        var rule = new ResponseRule(definition, clock);
        var shuffled = life.ToArray();
        random.Shuffle(shuffled);

        rule.Cases(shuffled).Select(Text).ShouldBe(rule.Cases(life).Select(Text));
    });

    [Fact]
    public void Of_one_cycle_one_response_at_most_is_the_first_at_a_time_and_none_outlives_its_case() => ForAll((life, definition, clock, _) =>
    {
        foreach (var found in new ResponseRule(definition, clock).Cases(life))
            foreach (var responses in found.Cycles.Select(cycle => cycle.Responses))
            {
                for (var i = 1; i < responses.Count; i++) responses[i - 1].ValidTo.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(responses[i].ValidFrom);
                responses.ShouldAllBe(r => r.ValidFrom >= found.ValidFrom && (found.ValidTo == null || r.ValidTo <= found.ValidTo));
            }
    });

    private static void ForAll(Action<IReadOnlyList<CaseEvent>, FirstResponseDefinition, Clock, Random> check) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var definition = FirstResponseDefinition.V1 with
            {
                Cases = random.GetItems([CasesOf.Appeals, CasesOf.Appeals, CasesOf.FirstContacts], 1)[0],
                Responds = [.. Enum.GetValues<ResponseKind>().Where(_ => random.Next(2) == 0)],
                ThresholdHours = random.Next(1, 30),
            };
            check(Life(random), definition, random.Next(2) == 0 ? Clock.EveryHour : Office, random);
        }));

    private static List<CaseEvent> Life(Random random)
    {
        List<CaseEvent> life = [];
        for (var record = 1; record <= 5; record++)
        {
            var (hour, revision) = (random.Next(40), 0);
            if (record > 2) Contact(record);
            else
                for (var step = 0; step < random.Next(9); step++, hour += random.GetItems([0, 0, 1, 7, 24], 1)[0])
                    life.Add(step == 0 ? Event(record, Registered, hour) : Step(record, hour));

            void Contact(int contact)
            {
                if (random.Next(4) > 0) life.Add(Event(contact, Contacted, hour) with { Direction = (Direction)random.Next(2), Responsible = User(random.Next(3)) });
                for (var link = 0; link < random.Next(3); link++)
                    life.Add(Event(contact, ContactLinked, hour + random.Next(-10, 10)) with { Linked = new(Id(random.Next(1, 3))) });
                if (random.Next(3) == 0) life.Add(Event(contact, CaseEventKind.ContactWithdrawn, hour + random.Next(20)));
            }

            CaseEvent Event(int of, CaseEventKind kind, int at) =>
                new(Id(of), revision++, kind, Monday.AddHours(at), random.Next(4) == 0 ? null : User(random.Next(3)), new CustomerId(Id(9)));

            CaseEvent Step(int appeal, int at) => random.Next(8) switch
            {
                0 => Event(appeal, TakenInCharge, at) with { Responsible = User(1) },
                1 => Event(appeal, Assigned, at) with { Responsible = User(2) },
                2 => Event(appeal, ForwardedToGroup, at),
                3 => Event(appeal, Closed, at),
                4 => Event(appeal, Reopened, at),
                5 => Event(appeal, AnswerWithdrawn, at - random.Next(8)) with { Answer = new(Id(revision - 1)) },
                _ => Event(appeal, Answered, at) is var answered ? answered with { Answer = new(Id((int)answered.Revision)) } : answered,
            };
        }
        return life;
    }

    /// <summary>What the rule says of an instant, a line a cycle.</summary>
    private static IEnumerable<string> Standing(IEnumerable<ResponseCase> cases, DateTimeOffset instant) =>
        from found in cases
        where found.ValidFrom <= instant && !(found.ValidTo <= instant)
        from cycle in found.Cycles
        where cycle.StartedAt <= instant
        let response = cycle.Responses.SingleOrDefault(r => r.ValidFrom <= instant && !(r.ValidTo <= instant))
        select Line(found.Began.Record, cycle.Number, cycle.StartedAt, response?.At, response?.Responder, response?.Elapsed);

    private static IEnumerable<string> SecondOpinion(IEnumerable<CaseEvent> happened, FirstResponseDefinition definition, Clock clock)
    {
        var life = happened.OrderBy(e => e.At).ThenBy(e => e.Kind >= Contacted).ThenBy(e => e.Record).ThenBy(e => e.Revision).ToList();
        life.RemoveAll(e => life.Any(w => w.Record == e.Record && ((e.Kind == Answered && w.Kind == AnswerWithdrawn && w.Answer == e.Answer) || (e.Kind == Contacted && w.Kind == CaseEventKind.ContactWithdrawn))));
        if (definition.Cases == CasesOf.FirstContacts)
        {
            var first = life.FindIndex(e => e.Kind == Registered || (e.Kind == Contacted && e.Direction == Direction.Incoming));
            if (first < 0) yield break;
            var response = life.Skip(first).FirstOrDefault(e => e.Person is not null && (e.Kind == Answered || (e.Kind == Contacted && e.Direction == Direction.Outgoing)));
            yield return Cycle(1, life[first], response);
            yield break;
        }
        foreach (var registered in life.Where(e => e.Kind == Registered))
        {
            var (number, start, response) = (1, registered, default(CaseEvent));
            foreach (var e in life.SkipWhile(e => e != registered))
            {
                if (e.Kind == Reopened && e.Record == registered.Record)
                {
                    yield return Cycle(number++, start, response);
                    (start, response) = (e, null);
                }
                var concerns = e.Kind == Contacted
                    ? e.Direction == Direction.Outgoing && life.Any(link => link.Kind == ContactLinked && link.Record == e.Record && link.Linked?.Value == registered.Record)
                    : e.Record == registered.Record;
                if (e.Person is not null && concerns && definition.Responds.Any(kind => kind.ToString() == e.Kind.ToString())) response ??= e;
            }
            yield return Cycle(number, start, response);
        }

        string Cycle(int number, CaseEvent start, CaseEvent? response) =>
            Line(start.Record, number, start.At, response?.At, response?.Person, response is null ? null : clock.Between(start.At, response.At));
    }

    private static string Line(Guid record, int cycle, DateTimeOffset start, DateTimeOffset? at, UserId? responder, TimeSpan? elapsed) =>
        $"{record} {cycle} {start:dd HH:mm} {at:dd HH:mm} {responder?.Value} {elapsed}";

    private static string Text(ResponseCase found) =>
        $"{found with { Cycles = [] }} {string.Join(';', found.Cycles.Select(cycle => $"{cycle with { Responses = [] }} {string.Join(',', cycle.Responses)}"))}";

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    private static UserId User(int number) => new(Id(number));
}
