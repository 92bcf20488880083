namespace EventSourcedCrm.Api.Appeals;

/// <summary>What came of the cases after they were reopened, each reopening being another time in which a response is waited for; none of it is in the figures of the cases.</summary>
/// <param name="Cycles">Begun by asOf, of all the cases chosen.</param>
/// <param name="ShareWithin">Of all later cycles, the unanswered included.</param>
/// <param name="MedianHours">From the reopening to the first response after it, of those answered.</param>
/// <param name="Rows">Those of the cases on this page.</param>
public sealed record LaterCycles(
    long Cycles, long Answered, long Unanswered, long Within, long Late, long Overdue, long Waiting,
    double? ShareWithin, double? MedianHours, double? P90Hours, IReadOnlyList<CycleRow> Rows)
{
    internal static LaterCycles Of(Figures of, IReadOnlyList<CycleRow> rows) => new(
        of.Cycles, of.Answered, of.Cycles - of.Answered, of.Within, of.Late, of.Overdue, of.Waiting, of.ShareWithin, of.MedianHours, of.P90Hours, rows);

    internal sealed record Figures(
        long Cycles, long Answered, long Within, long Late, long Overdue, long Waiting, double? ShareWithin, double? MedianHours, double? P90Hours);

    internal const string Cycle = $"""
        {FirstResponseCases.Cases}, cycle as (
            select f.case_id, f.appeal_id, f.customer_id, c.cycle, c.started_at, r.responded_at, r.responder_id,
                   case when r.responded_at <= c.threshold_at then 'within' when r.responded_at is not null then 'late'
                        when @AsOf > c.threshold_at then 'overdue' else 'waiting' end as outcome,
                   r.elapsed_microseconds / 3.6e9::double precision as hours
            from chosen f
            join response_cycle c on c.subject = f.subject and c.case_id = f.case_id and c.started_at <= @AsOf
            left join response r on r.subject = c.subject and r.case_id = c.case_id and r.cycle = c.cycle
                 and r.valid_from <= @AsOf and (r.valid_to is null or r.valid_to > @AsOf)
            where @IncludeArchived or not f.archived
        )
        """;

    internal const string Sql = $"""
        with {Cycle}
        select count(*) as cycles, count(responded_at) as answered,
               count(*) filter (where outcome = 'within') as within, count(*) filter (where outcome = 'late') as late,
               count(*) filter (where outcome = 'overdue') as overdue, count(*) filter (where outcome = 'waiting') as waiting,
               (count(*) filter (where outcome = 'within'))::double precision / nullif(count(*), 0) as share_within,
               percentile_cont(0.5) within group (order by hours) as median_hours,
               percentile_cont(0.9) within group (order by hours) as p90_hours
        from cycle
        """;
}

/// <summary>A cycle after a reopening: how long it waited, and how it stands.</summary>
/// <param name="Cycle">Counted from 1, which is the case itself.</param>
public sealed record CycleRow(
    Guid AppealId, int Cycle, Guid CustomerId, DateTimeOffset StartedAt, DateTimeOffset? RespondedAt, Guid? ResponderId, string? Responder, string Outcome, double? Hours)
{
    internal const string Sql = $"""
        with {LaterCycles.Cycle}
        select c.appeal_id, c.cycle, c.customer_id, c.started_at, c.responded_at, c.responder_id, u.name as responder, c.outcome, c.hours
        from cycle c
        left join first_response_user u on u.user_id = c.responder_id and u.valid_from <= @AsOf and (u.valid_to is null or u.valid_to > @AsOf)
        where c.case_id = any(@Shown)
        order by c.case_id, c.cycle
        """;
}
