using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Appeals;

/// <summary>A case of the first-response report: an appeal, or a customer's very first contact (reports.md, section 2).</summary>
/// <param name="Began">What it began with, over <c>[ValidFrom, ValidTo)</c>: a contact that is withdrawn leaves the beginning to another one.</param>
/// <param name="WindowEndsAt">The last instant at which a purchase counts for the case.</param>
/// <param name="AssignmentLag">From the start to the first assignment, on the definition's clock.</param>
/// <param name="Cycles">The first one decides how the case stands; an appeal begins another with each reopening.</param>
public sealed record ResponseCase(
    CaseEvent Began, DateTimeOffset ValidFrom, DateTimeOffset? ValidTo, DateTimeOffset WindowEndsAt,
    DateTimeOffset? AssignedAt, TimeSpan? AssignmentLag, UserId? ResponsibleAtStart, IReadOnlyList<ResponseCycle> Cycles);

/// <summary>A time in which a response is waited for.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="ThresholdAt">The last instant at which a response is within the threshold, and the last one at which the cycle is not overdue without one.</param>
public sealed record ResponseCycle(int Number, DateTimeOffset StartedAt, DateTimeOffset ThresholdAt, IReadOnlyList<ResponseInForce> Responses);

/// <summary>A response that was the first one from <c>ValidFrom</c> until <c>ValidTo</c>, when it was withdrawn or an earlier one came to count.</summary>
/// <param name="Elapsed">From the start of its cycle, on the definition's clock.</param>
/// <param name="ReactionLag">From the first assignment, on the definition's clock; null where there was none before the response.</param>
public sealed record ResponseInForce(
    DateTimeOffset ValidFrom, DateTimeOffset? ValidTo, DateTimeOffset At, TimeSpan Elapsed, TimeSpan? ReactionLag, UserId Responder, UserId? Responsible);
