using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Appeals.AppealCommand;
using static EventSourcedCrm.Domain.Shared.Decision;

namespace EventSourcedCrm.Domain.Appeals;

/// <summary>Decides what may happen to an appeal of a customer. Working on a closed appeal reopens it, finishing one on hold resumes it.</summary>
public abstract record Appeal : IDecider<Appeal, AppealCommand, AppealFact>
{
    private Appeal() { }

    private sealed record Unknown : Appeal;

    private abstract record Known(Desk Desk, Answers Answers, AppealRated? Rating) : Appeal;

    private sealed record Open(Desk Desk, Answers Answers, AppealRated? Rating) : Known(Desk, Answers, Rating);

    private sealed record OnHold(Personal? Reason, Desk Desk, Answers Answers, AppealRated? Rating) : Known(Desk, Answers, Rating);

    private sealed record Closed(AppealClosing Closing, Desk Desk, Answers Answers, AppealRated? Rating) : Known(Desk, Answers, Rating);

    public static string Category => "appeal";

    public static Appeal Initial { get; } = new Unknown();

    public static Decision<AppealFact> Decide(AppealCommand command, Appeal appeal) => (command, appeal) switch
    {
        (Close { Closing.Minutes: < 0 }, _) => Refuse("minutes-negative", "Nobody can spend less than 0 minutes."),
        (Rate { Score: < 1 or > 5 }, _) => Refuse("score-out-of-range", "A rating is a whole number from 1 to 5."),

        (Register { Responsible: { } responsible } c, Unknown) => [new AppealRegistered(c.Details), new AppealAssigned(responsible)],
        (Register c, Unknown) => [new AppealRegistered(c.Details)],
        (Register, _) => Refuse("appeal-already-registered", "This appeal has already been registered."),
        (_, Unknown) => Refuse("no-such-appeal", "There is no such appeal."),

        (Note c, _) => [new AppealNoted(c.Text)],
        (WithdrawAnswer c, Known k) => TakeBack(c, k.Answers),
        (Rate, Known { Answers.AnyStands: false } and not Closed) => Refuse("nothing-to-rate", "This appeal has not been answered yet."),
        (Rate c, Known { Rating: { } r }) when (c.Score, c.Comment) == (r.Score, r.Comment) => [],
        (Rate c, _) => [new AppealRated(c.Score, c.Comment)],

        (TakeInCharge c, Closed) => [new AppealReopened(null), new AppealTakenInCharge(c.Responsible)],
        (TakeInCharge c, Known k) when k.Desk == Desk.Of(c.Responsible, inCharge: true) => [],
        (TakeInCharge c, _) => [new AppealTakenInCharge(c.Responsible)],
        (Answer c, Known k) when k.Answers.Stands(c.Id, c.Text) => [],
        (Answer c, Known k) when k.Answers.Given.ContainsKey(c.Id) => Refuse("answer-already-given", "This answer has already been given. Give another one."),
        (Answer c, Closed) => [new AppealReopened(null), new AppealAnswered(c.Id, c.Text)],
        (Answer c, OnHold) => [new AppealResumed(), new AppealAnswered(c.Id, c.Text)],
        (Answer c, _) => [new AppealAnswered(c.Id, c.Text)],

        (Close c, Closed d) when c.Closing == d.Closing || c.Closing == AppealClosing.Untold => [],
        (Close c, OnHold) => [new AppealResumed(), new AppealClosed(c.Closing)],
        (Close c, Open) => [new AppealClosed(c.Closing)],
        (Reopen c, Closed) => [new AppealReopened(c.Reason)],
        (Reopen, _) => [],

        (PutOnHold c, OnHold h) when c.Reason == h.Reason || c.Reason is null => [],
        (PutOnHold c, not Closed) => [new AppealPutOnHold(c.Reason)],
        (Resume, OnHold) => [new AppealResumed()],
        (Resume, Open) => [],
        (Assign c, Known k and not Closed) => k.Desk.User == c.Responsible ? [] : [new AppealAssigned(c.Responsible)],
        (ForwardToUser c, Known k and not Closed) => k.Desk.User == c.Responsible ? [] : [new AppealForwardedToUser(c.Responsible)],
        (ForwardToGroup c, Known k and not Closed) => k.Desk.Group == c.Group ? [] : [new AppealForwardedToGroup(c.Group)],
        _ => Refuse("appeal-closed", "This appeal is closed. Reopen it first."),
    };

    public static Appeal Evolve(Appeal appeal, AppealFact fact) => (fact, appeal) switch
    {
        (AppealRegistered, _) => new Open(Desk.Nobody, Answers.None, null),
        (AppealAssigned f, Known k) => k with { Desk = Desk.Of(f.Responsible) },
        (AppealForwardedToUser f, Known k) => k with { Desk = Desk.Of(f.Responsible) },
        (AppealForwardedToGroup f, Known k) => k with { Desk = Desk.Of(f.Group) },
        (AppealTakenInCharge f, Known k) => k with { Desk = Desk.Of(f.Responsible, inCharge: true) },
        (AppealPutOnHold f, Known k) => new OnHold(f.Reason, k.Desk, k.Answers, k.Rating),
        (AppealResumed, Known k) => new Open(k.Desk, k.Answers, k.Rating),
        (AppealAnswered f, Known k) => k with { Answers = k.Answers.With(f.Answer, f.Text) },
        (AppealAnswerWithdrawn f, Known k) => k with { Answers = k.Answers.Without(f.Answer) },
        (AppealClosed f, Known k) => new Closed(f.Closing, k.Desk, k.Answers, k.Rating),
        (AppealReopened, Known k) => new Open(k.Desk with { InCharge = false }, k.Answers, k.Rating),
        (AppealRated f, Known k) => k with { Rating = f },
        _ => appeal,
    };

    private static Decision<AppealFact> TakeBack(WithdrawAnswer c, Answers answers) => answers switch
    {
        _ when answers.Withdrawn.Contains(c.Id) => [],
        _ when answers.Given.ContainsKey(c.Id) => [new AppealAnswerWithdrawn(c.Id, c.Reason)],
        _ => Refuse("no-such-answer", "This appeal has no such answer."),
    };
}
