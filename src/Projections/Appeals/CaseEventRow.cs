using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Appeals;

/// <summary>An event of an appeal that bears on its first response, as kept in a table; the registration brings what the case is about.</summary>
public sealed record CaseEventRow(
    AppealId AppealId, long Revision, CaseEventKind Kind, DateTimeOffset At, UserId? Person,
    UserId? Responsible = null, Guid? Answer = null,
    CustomerId? CustomerId = null, AppealChannel? Channel = null, string? AppealKind = null, ProductId? ProductId = null)
{
    public static CaseEventRow? Of(Recorded happened)
    {
        if (happened is not { Fact: AppealFact fact, Stream.Id: { } id }) return null;
        return fact switch
        {
            AppealRegistered f => Row(CaseEventKind.Registered) with
            {
                CustomerId = happened.Customer,
                Channel = f.Details.Channel,
                AppealKind = f.Details.Kind,
                ProductId = f.Details.Product,
            },
            AppealAssigned f => Row(CaseEventKind.Assigned) with { Responsible = f.Responsible },
            AppealTakenInCharge f => Row(CaseEventKind.TakenInCharge) with { Responsible = f.Responsible },
            AppealForwardedToUser f => Row(CaseEventKind.ForwardedToUser) with { Responsible = f.Responsible },
            AppealForwardedToGroup => Row(CaseEventKind.ForwardedToGroup),
            AppealAnswered f => Row(CaseEventKind.Answered) with { Answer = f.Answer.Value },
            AppealAnswerWithdrawn f => Row(CaseEventKind.AnswerWithdrawn) with { Answer = f.Answer.Value },
            AppealClosed => Row(CaseEventKind.Closed),
            AppealReopened => Row(CaseEventKind.Reopened),
            _ => null,
        };

        CaseEventRow Row(CaseEventKind kind) => new(new(id), happened.Revision, kind, happened.HappenedAt, PersonOf(happened.Metadata.Actor));
    }

    public CaseEvent ToEvent() => new(At, Revision, Kind, Person, Responsible, Answer is { } answer ? new(answer) : null);

    private static UserId? PersonOf(Actor actor) =>
        actor.Kind == ActorKind.Person && Guid.TryParse(actor.Id, out var id) ? new UserId(id) : null;
}
