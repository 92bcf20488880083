using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Appeals;

/// <summary>How far an appeal has come in its present cycle; answered says that a person's answer stands.</summary>
public enum AppealState { Registered, Assigned, InCharge, OnHold, Answered, Closed }

/// <summary>An appeal as the queue shows it. Minutes are those of all its closings, answers those of persons that were not withdrawn.</summary>
public sealed record AppealRow(
    AppealId AppealId,
    CustomerId CustomerId,
    AppealState State,
    AppealChannel Channel,
    string? Kind,
    ProductId? ProductId,
    ContactPersonId? PersonId,
    Personal Subject,
    Personal? Text,
    string? Seriousness,
    string? ServiceType,
    UserId? ResponsibleId,
    GroupId? GroupId,
    bool InCharge,
    bool OnHold,
    DateTimeOffset RegisteredAt,
    Json Answers,
    DateTimeOffset? FirstAnsweredAt,
    DateTimeOffset? LastAnsweredAt,
    DateTimeOffset? ClosedAt,
    int Cycles,
    int? Minutes,
    Personal? Done,
    int? Rating,
    long Revision)
{
    internal static AppealRow Registered(AppealId appeal, CustomerId customer, AppealRegistered fact, Recorded happened) => new(
        appeal, customer, AppealState.Registered, fact.Details.Channel, fact.Details.Kind, fact.Details.Product, fact.Details.Person,
        fact.Details.Subject, fact.Details.Text, fact.Details.Seriousness, fact.Details.ServiceType, null, null, false, false,
        happened.HappenedAt, StandingAnswers.None, null, null, null, 1, null, null, null, happened.Revision);

    internal AppealRow After(AppealFact fact, Recorded happened) => fact switch
    {
        AppealAssigned f => LiesBefore(f.Responsible),
        AppealForwardedToUser f => LiesBefore(f.Responsible),
        AppealForwardedToGroup f => LiesBefore(null, f.Group),
        AppealTakenInCharge f => LiesBefore(f.Responsible) with { InCharge = true },
        AppealPutOnHold => this with { OnHold = true },
        AppealResumed => this with { OnHold = false },
        AppealAnswered f when happened.Metadata.Actor.Kind == ActorKind.Person =>
            this with { Answers = StandingAnswers.With(Answers, f.Answer, happened.HappenedAt, Cycles) },
        AppealAnswerWithdrawn f => this with { Answers = StandingAnswers.Without(Answers, f.Answer) },
        AppealClosed f => this with
        {
            ClosedAt = happened.HappenedAt,
            OnHold = false,
            Done = f.Closing.Done,
            Minutes = Minutes + f.Closing.Minutes ?? Minutes ?? f.Closing.Minutes,
        },
        AppealReopened => this with { ClosedAt = null, InCharge = false, Cycles = Cycles + 1 },
        AppealRated f => this with { Rating = f.Score },
        _ => this,
    };

    /// <summary>The same row with what follows from its other columns.</summary>
    internal AppealRow Judged()
    {
        var answers = StandingAnswers.Read(Answers);
        return this with
        {
            FirstAnsweredAt = answers.Min(answer => (DateTimeOffset?)answer.At),
            LastAnsweredAt = answers.Max(answer => (DateTimeOffset?)answer.At),
            State = Stands(answers.Any(answer => answer.Cycle == Cycles)),
        };
    }

    private AppealState Stands(bool answered) => this switch
    {
        { ClosedAt: not null } => AppealState.Closed,
        { OnHold: true } => AppealState.OnHold,
        _ when answered => AppealState.Answered,
        { InCharge: true } => AppealState.InCharge,
        { ResponsibleId: null, GroupId: null } => AppealState.Registered,
        _ => AppealState.Assigned,
    };

    private AppealRow LiesBefore(UserId? user, GroupId? group = null) => this with { ResponsibleId = user, GroupId = group, InCharge = false };
}
