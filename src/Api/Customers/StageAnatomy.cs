using Dapper;
using EventSourcedCrm.Api.Reports;
using EventSourcedCrm.Api.Shared;

namespace EventSourcedCrm.Api.Customers;

/// <summary>stage-history taken apart: into the customers of its states, or the changes of its list.</summary>
internal abstract class StageAnatomy(GetStageHistory asked) : StagesAnatomy(GetStageHistory.Name)
{
    public static StageAnatomy Of(GetStageHistory asked) => asked switch
    {
        { Source: StageSource.Recorded } => throw new RejectedException(Problem.Field("source", "What was recorded is the same under every definition: the derived stages are taken apart.")),
        { View: StageHistoryView.List } => new StageTransitionsAnatomy(asked),
        { View: StageHistoryView.States } => new StageStatesAnatomy(asked),
        _ => throw new RejectedException(Problem.Field("view", "The list and the states are taken apart: say list or states.")),
    };

    public override Guid? Named => asked.Customer;

    public override DynamicParameters Parameters(Period period) => new(new
    {
        period.Start,
        period.Before,
        period.AsOf,
        asked.Customer,
        asked.Manager,
        asked.Stage,
        Class = asked.Class.Word(),
        Arrow = asked.Arrow.Word(),
        asked.IncludeArchived,
    });
}

/// <summary>A row a customer, counted in the stage and class at asOf.</summary>
internal sealed class StageStatesAnatomy(GetStageHistory asked) : StageAnatomy(asked)
{
    protected override string Rows => """
        select i.customer_id as id, null::timestamptz as at, 0 as nth, i.customer_id, c.archived,
               case when chosen then concat_ws('-', i.stage, i.class) end as counted_as,
               case when not chosen then concat_ws('-', i.stage, i.class) end as why, null as besides
        from stage_interval i
        join stages_customer c on c.customer_id = i.customer_id and c.valid_from <= @AsOf and (c.valid_to is null or c.valid_to > @AsOf)
        cross join lateral (
            select (@Stage::text is null or coalesce(@Stage in (i.stage, i.stage || '-' || i.class), false)) and (@Class::text is null or coalesce(i.class = @Class, false)) as chosen) f
        where i.valid_from <= @AsOf and (i.valid_to is null or i.valid_to > @AsOf)
          and (@Customer::uuid is null or i.customer_id = @Customer)
          and (@Manager::uuid is null or c.manager_id = @Manager)
        """;

    public override IEnumerable<string> Totals(string countedAs) => ["customers", countedAs];

    public override async Task<IReadOnlyList<RowStory>> Tell(Side side, Period period, IReadOnlyList<RowKey> keys, CancellationToken ct) =>
        [.. (await StandingsAt(side, period.AsOf, period, keys, ct)).Select(standing =>
            new RowStory(standing.Key, standing.Id, standing.Customer, Shown.Of(standing), Head(standing, side), standing.Because))];
}

/// <summary>A row a change of stage in the period; of several at one instant the first is compared with the first.</summary>
internal sealed class StageTransitionsAnatomy(GetStageHistory asked) : StageAnatomy(asked)
{
    private sealed record Change(Guid Id, DateTimeOffset At, int Nth, string? From, string To, string Arrow, bool Returned, string Basis, string Because);

    private sealed record Row(string? From, string To, string Arrow, bool Returned, string Basis, string Because);

    protected override string Rows => """
        select t.customer_id as id, t.at, t.nth, t.customer_id, c.archived,
               case when chosen then t.arrow || ': ' || concat_ws(' → ', nullif(concat_ws('-', t.from_stage, t.from_class), ''), concat_ws('-', t.stage, t.class)) end as counted_as,
               case when not chosen then concat_ws(' ', t.arrow, 'to', concat_ws('-', t.stage, t.class)) end as why,
               concat_ws(' ', t.basis, case when t.returned then 'returned' end) as besides
        from (select *, row_number() over (partition by customer_id, at order by ordinal)::int as nth from stage_transition where at >= @Start and at < @Before and at <= @AsOf) t
        join stages_customer c on c.customer_id = t.customer_id and c.valid_from <= @AsOf and (c.valid_to is null or c.valid_to > @AsOf)
        left join stages_customer m on m.customer_id = t.customer_id and m.valid_from <= t.at and (m.valid_to is null or m.valid_to > t.at)
        cross join lateral (
            select (@Stage::text is null or coalesce(@Stage in (t.stage, t.stage || '-' || t.class), false)) and (@Class::text is null or coalesce(t.class = @Class, false))
                   and (@Arrow::text is null or t.arrow = @Arrow) as chosen) f
        where (@Customer::uuid is null or t.customer_id = @Customer)
          and (@Manager::uuid is null or m.manager_id = @Manager)
        """;

    private const string AtKeys = """
        select k.id, k.at, k.nth, nullif(concat_ws('-', t.from_stage, t.from_class), '') as from, concat_ws('-', t.stage, t.class) as to, t.arrow, t.returned, t.basis, t.because
        from unnest(@Ids::uuid[], @Ats::timestamptz[], @Nths::int[]) as k (id, at, nth)
        join lateral (
            select *, row_number() over (order by ordinal) as nth from stage_transition where customer_id = k.id and at = k.at) t on t.nth = k.nth
        """;

    public override IEnumerable<string> Totals(string countedAs) => ["transitions", .. countedAs.Split(": ")];

    public override async Task<IReadOnlyList<RowStory>> Tell(Side side, Period period, IReadOnlyList<RowKey> keys, CancellationToken ct)
    {
        var changes = (await side.Query<Change>(AtKeys, With(period, keys), ct)).ToDictionary(change => new RowKey(change.Id, change.At, change.Nth));
        return [.. (await StandingsAt(side, period.End, period, keys, ct)).Select(standing => changes.TryGetValue(standing.Key, out var change)
            ? new RowStory(standing.Key, standing.Id, standing.Customer, new Row(change.From, change.To, change.Arrow, change.Returned, change.Basis, change.Because),
                $"{change.To} on {side.On(change.At)}", change.Because)
            : new RowStory(standing.Key, standing.Id, standing.Customer, null, Unchanged(standing, side), standing.Because))];
    }

    private static string Unchanged(Standing standing, Side side) => standing.LeftOut is null && standing.Since is not null ? $"no change then, {Head(standing, side)}" : Head(standing, side);
}
