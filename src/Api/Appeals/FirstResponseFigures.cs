namespace EventSourcedCrm.Api.Appeals;

/// <summary>The figures of a number of cases. Shares and percentiles of nothing are null.</summary>
/// <param name="ShareWithin">Of all cases, the unanswered included.</param>
/// <param name="MedianHours">From the start to the first response, of those answered.</param>
/// <param name="AssignmentLag">From the start to the first assignment, of those ever assigned.</param>
/// <param name="ReactionLag">From the assignment to the response, of those answered after they were assigned.</param>
public record FirstResponseFigures(
    long Cases, long Answered, long Unanswered, long Within, long Late, long Overdue, long Waiting,
    double? ShareWithin, double? MedianHours, double? P90Hours, Lag AssignmentLag, Lag ReactionLag, Conversions Conversion)
{
    internal static FirstResponseFigures Of(Row row) => new(
        row.Cases, row.Answered, row.Cases - row.Answered, row.Within, row.Late, row.Overdue, row.Waiting,
        row.ShareWithin, row.MedianHours, row.P90Hours,
        new(row.Assigned, row.AssignmentMedian, row.AssignmentP90),
        new(row.Reacted, row.ReactionMedian, row.ReactionP90),
        new(new(row.Within, row.WithinClosed, row.WithinBought, row.WithinShare),
            new(row.Late, row.LateClosed, row.LateBought, row.LateShare),
            new(row.Cases - row.Answered, row.NeverClosed, row.NeverBought, row.NeverShare)));

    /// <summary>The figures of one group; its key is null for the cases that have none.</summary>
    public sealed record OfGroup(string? Key, string? Name, FirstResponseFigures Figures) : FirstResponseFigures(Figures)
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public FirstResponseFigures Figures { get; } = Figures;

        internal static new OfGroup Of(Row row) => new(row.Key, row.Name, FirstResponseFigures.Of(row));
    }

    internal sealed record Row(
        bool IsTotal, string? Key, string? Name,
        long Cases, long Answered, long Within, long Late, long Overdue, long Waiting, double? ShareWithin, double? MedianHours, double? P90Hours,
        long Assigned, double? AssignmentMedian, double? AssignmentP90, long Reacted, double? ReactionMedian, double? ReactionP90,
        long WithinClosed, long WithinBought, double? WithinShare, long LateClosed, long LateBought, double? LateShare,
        long NeverClosed, long NeverBought, double? NeverShare);

    /// <summary>Of all cases together.</summary>
    internal const string OfAll = $"""
        with {Grouped}, figures as (
            select true as is_total, null::text as key,
            {Aggregates}
        )
        {Rows}
        """;

    /// <summary>Of all cases together and of each group.</summary>
    internal const string OfAllAndOfGroups = $"""
        with {Grouped}, figures as (
            select grouping(key) = 1 as is_total, key,
            {Aggregates}
            group by grouping sets ((), (key))
        )
        {Rows}
        """;

    /// <summary>With an offset, what is asked of each case is computed once, however often it is counted.</summary>
    private const string Grouped = $"""
        {FirstResponseCases.Cases}, grouped as (
            select f.outcome, f.responded_at, f.hours, f.assignment_lag_hours, f.reaction_lag_hours, f.window_closed, f.bought,
                   case @GroupBy::text when 'channel' then f.channel when 'kind' then f.kind when 'product' then f.product_id::text
                        when 'manager' then f.manager_id::text when 'manager-at-response' then f.manager_at_response_id::text end as key
            from chosen f
            where @IncludeArchived or not f.archived
            offset 0
        )
        """;

    private const string Aggregates = """
        count(*) as cases, count(responded_at) as answered,
        count(*) filter (where outcome = 'within') as within, count(*) filter (where outcome = 'late') as late,
        count(*) filter (where outcome = 'overdue') as overdue, count(*) filter (where outcome = 'waiting') as waiting,
        percentile_cont(0.5) within group (order by hours) as median_hours,
        percentile_cont(0.9) within group (order by hours) as p90_hours,
        count(assignment_lag_hours) as assigned,
        percentile_cont(0.5) within group (order by assignment_lag_hours) as assignment_median,
        percentile_cont(0.9) within group (order by assignment_lag_hours) as assignment_p90,
        count(reaction_lag_hours) as reacted,
        percentile_cont(0.5) within group (order by reaction_lag_hours) as reaction_median,
        percentile_cont(0.9) within group (order by reaction_lag_hours) as reaction_p90,
        count(*) filter (where window_closed and outcome = 'within') as within_closed,
        count(*) filter (where window_closed and bought and outcome = 'within') as within_bought,
        count(*) filter (where window_closed and outcome = 'late') as late_closed,
        count(*) filter (where window_closed and bought and outcome = 'late') as late_bought,
        count(*) filter (where window_closed and responded_at is null) as never_closed,
        count(*) filter (where window_closed and bought and responded_at is null) as never_bought
        from grouped
        """;

    private const string Rows = """
        select g.is_total, g.key, coalesce(u.name, p.name, case when @GroupBy in ('channel', 'kind') then g.key end) as name,
               g.cases, g.answered, g.within, g.late, g.overdue, g.waiting, g.within::double precision / nullif(g.cases, 0) as share_within,
               g.median_hours, g.p90_hours,
               g.assigned, g.assignment_median, g.assignment_p90, g.reacted, g.reaction_median, g.reaction_p90,
               g.within_closed, g.within_bought, g.within_bought::double precision / nullif(g.within_closed, 0) as within_share,
               g.late_closed, g.late_bought, g.late_bought::double precision / nullif(g.late_closed, 0) as late_share,
               g.never_closed, g.never_bought, g.never_bought::double precision / nullif(g.never_closed, 0) as never_share
        from figures g
        left join first_response_user u on @GroupBy in ('manager', 'manager-at-response') and u.user_id::text = g.key
             and u.valid_from <= @AsOf and (u.valid_to is null or u.valid_to > @AsOf)
        left join first_response_product p on @GroupBy = 'product' and p.product_id::text = g.key
             and p.valid_from <= @AsOf and (p.valid_to is null or p.valid_to > @AsOf)
        order by g.is_total desc, g.key nulls last
        """;
}

/// <summary>A delay over a number of cases, in hours.</summary>
public sealed record Lag(long Cases, double? MedianHours, double? P90Hours);

/// <summary>How many of the customers bought, by how their case was answered.</summary>
public sealed record Conversions(Conversion Within, Conversion Late, Conversion Never);

/// <summary>How many customers bought after their case began, of the cases whose time for it is over; the others are counted apart.</summary>
public sealed record Conversion(long Cases, long ClosedWindows, long Bought, double? Share)
{
    public long OpenWindows => Cases - ClosedWindows;
}
