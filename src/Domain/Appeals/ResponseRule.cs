using EventSourcedCrm.Domain.Calendars;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Appeals;

/// <summary>Reckons cases and their first responses under a definition (reports.md, section 2): a pure function of what happened, in whatever order it comes.</summary>
/// <param name="definition">What a case is and what responds to it.</param>
/// <param name="clock">The definition's.</param>
public sealed class ResponseRule(FirstResponseDefinition definition, Clock clock)
{
    private readonly TimeSpan _threshold = TimeSpan.FromHours(definition.ThresholdHours);
    private readonly TimeSpan _window = TimeSpan.FromDays(definition.ConversionDays);

    /// <summary>The cases among these events, which are all there are of an appeal; of a customer, where the definition is <see cref="FirstResponseDefinition.ByCustomer"/>.</summary>
    public IReadOnlyList<ResponseCase> Cases(IEnumerable<CaseEvent> events)
    {
        var lives = new CaseLives(events);
        return definition.Cases == CasesOf.FirstContacts
            ? [.. FirstContacts(lives)]
            : [.. lives.All.Where(e => e.Kind == CaseEventKind.Registered).Select(registered => AppealCase(registered, lives))];
    }

    private ResponseCase AppealCase(CaseEvent registered, CaseLives lives)
    {
        var own = lives.Of(registered);
        var responses = Responses(registered, own, lives).OrderBy(r => r.Event.Place).ToList();
        var starts = own.Where(e => e == registered || (e.Kind == CaseEventKind.Reopened && IsAfter(e, registered))).ToList();
        return Case(new(registered, registered.At, null), own, [.. starts.Select((start, i) =>
        {
            var inCycle = responses.FindAll(r => IsAfter(r.Event, start) && (i + 1 == starts.Count || IsAfter(starts[i + 1], r.Event)));
            return Cycle(i + 1, start, Standing.Firsts(inCycle).Select(first => InForce(first, start, own, own)));
        })]);
    }

    /// <summary>What responds to the appeal, in its own life and among the contacts that belong to it.</summary>
    private IEnumerable<Standing> Responses(CaseEvent registered, IReadOnlyList<CaseEvent> own, CaseLives lives) => own
        .Select(e => (Event: e, Since: e.At))
        .Concat(lives.ContactsOf(new(registered.Record)))
        .Where(r => definition.Responds.Any(kind => Means(kind, r.Event)))
        .SelectMany(r => lives.Standing(r.Event, r.Since));

    /// <summary>The customer's very first contact and what came of it; another one from the instant on at which the first is withdrawn.</summary>
    private IEnumerable<ResponseCase> FirstContacts(CaseLives lives)
    {
        var incoming = lives.All.Where(e => e.Kind == CaseEventKind.Registered || e is { Kind: CaseEventKind.Contacted, Direction: Direction.Incoming });
        var outgoing = lives.All.Where(e => Means(ResponseKind.Answered, e) || Means(ResponseKind.Contacted, e)).SelectMany(e => lives.Standing(e, e.At)).ToList();
        foreach (var start in Standing.Firsts([.. incoming.SelectMany(e => lives.Standing(e, e.At))]))
        {
            var own = lives.Of(start.Event);
            var responses = Standing.Firsts(outgoing.FindAll(r => IsAfter(r.Event, start.Event)))
                .SelectMany(first => first.Within(start))
                .Select(first => InForce(first, start.Event, own, lives.Of(first.Event)));
            yield return Case(start, own, [Cycle(1, start.Event, responses)]);
        }
    }

    /// <summary>Automations do nothing of the kind, whatever they send.</summary>
    private static bool Means(ResponseKind kind, CaseEvent e) => e.Person is not null && (kind, e.Kind) switch
    {
        (ResponseKind.Answered, CaseEventKind.Answered) => true,
        (ResponseKind.TakenInCharge, CaseEventKind.TakenInCharge) => true,
        (ResponseKind.Closed, CaseEventKind.Closed) => true,
        (ResponseKind.Contacted, CaseEventKind.Contacted) => e.Direction == Direction.Outgoing,
        _ => false,
    };

    private ResponseCase Case(First start, IReadOnlyList<CaseEvent> own, IReadOnlyList<ResponseCycle> cycles)
    {
        var (began, assignedAt) = (start.Event, AssignedAt(own));
        return new(
            began, start.From, start.To, began.At + _window, assignedAt, assignedAt is { } assigned ? clock.Between(began.At, assigned) : null,
            ResponsibleAt(began.At, own), cycles);
    }

    private ResponseCycle Cycle(int number, CaseEvent start, IEnumerable<ResponseInForce> responses) =>
        new(number, start.At, clock.LastWithin(start.At, _threshold), [.. responses]);

    /// <param name="first">The response.</param>
    /// <param name="start">What it responds to.</param>
    /// <param name="own">The life of the case.</param>
    /// <param name="its">The life of the appeal or contact that the response is of.</param>
    private ResponseInForce InForce(First first, CaseEvent start, IReadOnlyList<CaseEvent> own, IReadOnlyList<CaseEvent> its)
    {
        var (at, assignedAt) = (first.Event.At, AssignedAt(own));
        return new(
            first.From, first.To, at, clock.Between(start.At, at), assignedAt <= at ? clock.Between(assignedAt.Value, at) : null,
            first.Event.Person!.Value, ResponsibleAt(at, its));
    }

    private static bool IsAfter(CaseEvent e, CaseEvent other) => e.Place.CompareTo(other.Place) > 0;

    /// <summary>When an appeal was first assigned. Contacts never are: they are somebody's from the beginning.</summary>
    private static DateTimeOffset? AssignedAt(IReadOnlyList<CaseEvent> own) => own.FirstOrDefault(e => e.Responsible is not null && !e.IsOfContact)?.At;

    /// <summary>Who had the appeal or contact after everything up to the instant; nobody while an appeal waits in a group's queue.</summary>
    private static UserId? ResponsibleAt(DateTimeOffset instant, IReadOnlyList<CaseEvent> own) => own
        .TakeWhile(e => e.At <= instant)
        .LastOrDefault(e => e.Responsible is not null || e.Kind == CaseEventKind.ForwardedToGroup)?.Responsible;
}
