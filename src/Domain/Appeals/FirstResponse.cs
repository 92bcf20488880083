using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Appeals;

/// <summary>What of an appeal's life bears on its first response.</summary>
public enum CaseEventKind { Registered, Assigned, TakenInCharge, ForwardedToUser, ForwardedToGroup, Answered, AnswerWithdrawn, Closed, Reopened }

/// <summary>One such event; <c>Person</c> is who did it, null for an automation, which never responds.</summary>
public sealed record CaseEvent(
    DateTimeOffset At, long Revision, CaseEventKind Kind, UserId? Person = null, UserId? Responsible = null, AnswerId? Answer = null);

/// <summary>A response that was the first one from <c>ValidFrom</c> until <c>ValidTo</c>, when it was withdrawn or an earlier one came to count.</summary>
public sealed record ResponseInForce(DateTimeOffset ValidFrom, DateTimeOffset? ValidTo, DateTimeOffset At, UserId Responder, UserId? Responsible);

/// <summary>An appeal as a case of the first-response report (reports.md, first-response/v1): its first cycle, up to a reopening.</summary>
public sealed record FirstResponse(
    DateTimeOffset StartedAt, DateTimeOffset? AssignedAt, UserId? ResponsibleAtStart, IReadOnlyList<ResponseInForce> Responses)
{
    /// <summary>The case of one appeal's events, in whatever order they come; null before its registration is known.</summary>
    public static FirstResponse? Of(IEnumerable<CaseEvent> events, FirstResponseDefinition definition)
    {
        var life = events.OrderBy(e => e.At).ThenBy(e => e.Revision).ToList();
        if (life.Find(e => e.Kind == CaseEventKind.Registered) is not { } start) return null;
        var cycle = life.TakeWhile(e => e.Kind != CaseEventKind.Reopened).ToList();
        return new(
            start.At,
            life.Find(e => e.Responsible is not null)?.At,
            ResponsibleAt(start.At, life),
            [.. InForce(cycle, life, definition)]);
    }

    private static IEnumerable<ResponseInForce> InForce(List<CaseEvent> cycle, List<CaseEvent> life, FirstResponseDefinition definition)
    {
        var responses = cycle
            .Where(e => e.Person is not null && Responds(e.Kind, definition))
            .Select(e => (Event: e, Gone: WithdrawnAt(e, life)))
            .Where(r => r.Gone is null || r.Gone > r.Event.At)
            .ToList();
        var instants = responses.Select(r => r.Event.At).Concat(responses.Select(r => r.Gone).OfType<DateTimeOffset>()).Distinct().Order().ToList();
        CaseEvent? last = null;
        for (var i = 0; i < instants.Count; i++)
        {
            var at = instants[i];
            var first = responses.Find(r => r.Event.At <= at && (r.Gone is null || at < r.Gone)).Event;
            if (first is null || first == last) continue;
            last = first;
            var end = responses.Find(r => r.Event == first).Gone;
            yield return new(at, end, first.At, first.Person!.Value, ResponsibleAt(first.At, life));
        }
    }

    private static bool Responds(CaseEventKind kind, FirstResponseDefinition definition) => kind switch
    {
        CaseEventKind.Answered => definition.Responds.Contains(ResponseKind.Answered),
        CaseEventKind.TakenInCharge => definition.Responds.Contains(ResponseKind.TakenInCharge),
        CaseEventKind.Closed => definition.Responds.Contains(ResponseKind.Closed),
        _ => false,
    };

    private static DateTimeOffset? WithdrawnAt(CaseEvent response, List<CaseEvent> life) => response.Answer is null ? null
        : life.Find(e => e.Kind == CaseEventKind.AnswerWithdrawn && e.Answer == response.Answer)?.At;

    /// <summary>Who had the appeal after everything up to the instant; nobody while it waits in a group's queue.</summary>
    private static UserId? ResponsibleAt(DateTimeOffset instant, List<CaseEvent> life) => life
        .TakeWhile(e => e.At <= instant)
        .LastOrDefault(e => e.Responsible is not null || e.Kind == CaseEventKind.ForwardedToGroup)?.Responsible;
}
