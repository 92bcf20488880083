using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Projections.Appeals;

/// <summary>An event, and whose events are judged together: an appeal's, or all of a customer.</summary>
public sealed record CaseEventRow(Guid Subject, CaseEvent Event);

/// <summary>A case over <c>[valid_from, valid_to)</c>: an appeal under its own id, or a first contact under its customer's. Instants alone tell how it stands.</summary>
public sealed record CaseRow(
    Guid Subject, Guid CaseId, DateTimeOffset ValidFrom, DateTimeOffset? ValidTo,
    DateTimeOffset StartedAt, DateTimeOffset ThresholdAt, DateTimeOffset WindowEndsAt,
    CustomerId? CustomerId, AppealId? AppealId, ContactId? ContactId, AppealChannel? Channel, string? Kind, ProductId? ProductId,
    DateTimeOffset? AssignedAt, long? AssignmentLagMicroseconds, UserId? ResponsibleAtStart)
{
    internal static CaseRow Of(Guid subject, Guid caseId, ResponseCase found) => new(
        subject, caseId, found.ValidFrom, found.ValidTo, found.Began.At, found.Cycles[0].ThresholdAt, found.WindowEndsAt, found.Began.Customer,
        found.Began.IsOfContact ? null : new(found.Began.Record), found.Began.IsOfContact ? new(found.Began.Record) : null,
        found.Began.Channel, found.Began.AppealKind, found.Began.Product,
        found.AssignedAt, found.AssignmentLag?.Microseconds(), found.ResponsibleAtStart);
}

/// <summary>A cycle that a reopening began; the first one is the case itself.</summary>
public sealed record CycleRow(Guid Subject, Guid CaseId, int Cycle, DateTimeOffset StartedAt, DateTimeOffset ThresholdAt);

/// <summary>The response that was the first one of its cycle over <c>[valid_from, valid_to)</c>.</summary>
public sealed record ResponseRow(
    Guid Subject, Guid CaseId, int Cycle, DateTimeOffset ValidFrom, DateTimeOffset? ValidTo, DateTimeOffset RespondedAt,
    long ElapsedMicroseconds, long? ReactionLagMicroseconds, UserId ResponderId, UserId? ResponsibleId)
{
    internal static ResponseRow Of(Guid subject, Guid caseId, int cycle, ResponseInForce response) => new(
        subject, caseId, cycle, response.ValidFrom, response.ValidTo, response.At,
        response.Elapsed.Microseconds(), response.ReactionLag?.Microseconds(), response.Responder, response.Responsible);
}

internal static class Durations
{
    /// <summary>Instants are kept to the microsecond, so nothing is lost.</summary>
    public static long Microseconds(this TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
}
