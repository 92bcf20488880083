using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Appeals;

/// <summary>What can happen to an appeal of a customer, as stored for ever in stream <c>appeal-{id}</c>.</summary>
public abstract record AppealFact : IFact;

[Stored("appeal-registered-v1")]
public sealed record AppealRegistered(AppealDetails Details) : AppealFact;

/// <summary>The user is to deal with the appeal, whoever had it before.</summary>
[Stored("appeal-assigned-v1")]
public sealed record AppealAssigned(UserId Responsible) : AppealFact;

[Stored("appeal-taken-in-charge-v1")]
public sealed record AppealTakenInCharge(UserId Responsible) : AppealFact;

[Stored("appeal-forwarded-to-user-v1")]
public sealed record AppealForwardedToUser(UserId Responsible) : AppealFact;

/// <summary>The appeal waits in the group's queue until one of its members takes it in charge.</summary>
[Stored("appeal-forwarded-to-group-v1")]
public sealed record AppealForwardedToGroup(GroupId Group) : AppealFact;

[Stored("appeal-put-on-hold-v1")]
public sealed record AppealPutOnHold(Personal? Reason) : AppealFact;

[Stored("appeal-resumed-v1")]
public sealed record AppealResumed : AppealFact;

[Stored("appeal-noted-v1")]
public sealed record AppealNoted(Personal Text) : AppealFact, ICommutes;

/// <summary>The customer was given an answer; its text is unknown where only the fact was imported.</summary>
[Stored("appeal-answered-v1")]
public sealed record AppealAnswered(AnswerId Answer, Personal? Text) : AppealFact;

/// <summary>The answer was a mistake; from this instant on, which may be the answer's own, it counts nowhere.</summary>
[Stored("appeal-answer-withdrawn-v1")]
public sealed record AppealAnswerWithdrawn(AnswerId Answer, Personal Reason) : AppealFact, ICommutes;

[Stored("appeal-closed-v1")]
public sealed record AppealClosed(AppealClosing Closing) : AppealFact;

/// <summary>The appeal begins another cycle; without a reason when it was simply worked on after its closing.</summary>
[Stored("appeal-reopened-v1")]
public sealed record AppealReopened(Personal? Reason) : AppealFact;

/// <summary>The customer's verdict, from 1 (bad) to 5 (excellent); the last one given stands.</summary>
[Stored("appeal-rated-v1")]
public sealed record AppealRated(int Score, Personal? Comment) : AppealFact;
