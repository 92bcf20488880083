using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Appeals;

/// <summary>What a fact says to the first-response report.</summary>
internal static class CaseEvents
{
    /// <summary>Kinds of facts that can bear on first responses.</summary>
    public static IEnumerable<Type> Handles => [typeof(AppealFact), typeof(ContactFact)];

    /// <summary>The event of a fact about an appeal or a contact, where it bears on first responses.</summary>
    public static CaseEvent? Of(Recorded happened) => happened switch
    {
        { Fact: AppealFact fact, Stream.Id: { } id } => OfAppeal(fact, kind => Event(id, kind, happened)),
        { Fact: ContactFact fact, Stream.Id: { } id } => OfContact(fact, kind => Event(id, kind, happened)),
        _ => null,
    };

    private static CaseEvent? OfAppeal(AppealFact fact, Func<CaseEventKind, CaseEvent> tell) => fact switch
    {
        AppealRegistered f => tell(CaseEventKind.Registered) with { Channel = f.Details.Channel, AppealKind = f.Details.Kind, Product = f.Details.Product },
        AppealAssigned f => tell(CaseEventKind.Assigned) with { Responsible = f.Responsible },
        AppealTakenInCharge f => tell(CaseEventKind.TakenInCharge) with { Responsible = f.Responsible },
        AppealForwardedToUser f => tell(CaseEventKind.ForwardedToUser) with { Responsible = f.Responsible },
        AppealForwardedToGroup => tell(CaseEventKind.ForwardedToGroup),
        AppealAnswered f => tell(CaseEventKind.Answered) with { Answer = f.Answer },
        AppealAnswerWithdrawn f => tell(CaseEventKind.AnswerWithdrawn) with { Answer = f.Answer },
        AppealClosed => tell(CaseEventKind.Closed),
        AppealReopened => tell(CaseEventKind.Reopened),
        _ => null,
    };

    private static CaseEvent? OfContact(ContactFact fact, Func<CaseEventKind, CaseEvent> tell) => fact switch
    {
        ContactCompleted f => tell(CaseEventKind.Contacted) with
        {
            Direction = f.Details.Direction,
            Responsible = f.Details.Responsible,
            Channel = ChannelOf(f.Details.Kind),
        },
        ContactWithdrawn => tell(CaseEventKind.ContactWithdrawn),
        ContactLinkedToAppeal f => tell(CaseEventKind.ContactLinked) with { Linked = f.Appeal },
        _ => null,
    };

    private static CaseEvent Event(Guid record, CaseEventKind kind, Recorded happened) =>
        new(record, happened.Revision, kind, happened.HappenedAt, PersonOf(happened.Metadata.Actor), happened.Customer);

    private static AppealChannel ChannelOf(ContactKind kind) => kind switch
    {
        ContactKind.Meeting => AppealChannel.Meeting,
        ContactKind.Call => AppealChannel.Phone,
        ContactKind.EMail => AppealChannel.EMail,
        ContactKind.Chat => AppealChannel.Chat,
        _ => AppealChannel.Other,
    };

    private static UserId? PersonOf(Actor actor) =>
        actor.Kind == ActorKind.Person && Guid.TryParse(actor.Id, out var id) ? new UserId(id) : null;
}
