using Dapper;
using EventSourcedCrm.Api.Reports;
using EventSourcedCrm.Api.Shared;

namespace EventSourcedCrm.Api.Customers;

/// <summary>xyz-analysis taken apart: a row a customer, counted in the stage at the second instant and the arrow since the first.</summary>
internal sealed class XyzAnatomy(GetXyzAnalysis asked) : StagesAnatomy("xyz-analysis")
{
    private sealed record Row(string? FromStage, string? FromClass, string Stage, string? Class, string? Manager);

    protected override string Rows => """
        select b.customer_id as id, null::timestamptz as at, 0 as nth, b.customer_id, c.archived,
               case when chosen then arrow || ': ' || concat_ws('-', b.stage, b.class) end as counted_as,
               case when not chosen then arrow || ' to ' || concat_ws('-', b.stage, b.class) end as why,
               concat_ws('-', a.stage, a.class) as besides
        from stage_interval b
        join stages_customer c on c.customer_id = b.customer_id and c.valid_from <= @AsOf and (c.valid_to is null or c.valid_to > @AsOf)
        join stages_customer m on m.customer_id = b.customer_id and m.valid_from <= @End and (m.valid_to is null or m.valid_to > @End)
        left join stage_interval a on a.customer_id = b.customer_id and a.valid_from <= @Start and (a.valid_to is null or a.valid_to > @Start)
        cross join lateral (select case when a.rank is null then 'new' when b.rank > a.rank then 'up' when b.rank < a.rank then 'down' else 'same' end as arrow) w
        cross join lateral (
            select (@Stage::text is null or coalesce(@Stage in (b.stage, b.stage || '-' || b.class), false)) and (@Class::text is null or coalesce(b.class = @Class, false))
                   and (@Arrow::text is null or arrow = @Arrow) as chosen) f
        where b.valid_from <= @End and (b.valid_to is null or b.valid_to > @End)
          and (@Customer::uuid is null or b.customer_id = @Customer)
          and (@Manager::uuid is null or m.manager_id = @Manager)
        """;

    public override Guid? Named => asked.Customer;

    public override DynamicParameters Parameters(Period period)
    {
        GetXyzAnalysis.MustBeInOrder(period);
        return new(new
        {
            period.Start,
            period.End,
            period.AsOf,
            asked.Customer,
            asked.Manager,
            asked.Stage,
            Class = asked.Class.Word(),
            Arrow = asked.Arrow.Word(),
            asked.IncludeArchived,
        });
    }

    public override IEnumerable<string> Totals(string countedAs) => ["customers", .. countedAs.Split(": ")];

    public override async Task<IReadOnlyList<RowStory>> Tell(Side side, Period period, IReadOnlyList<RowKey> keys, CancellationToken ct)
    {
        var first = (await StandingsAt(side, period.Start, period, keys, ct)).ToDictionary(standing => standing.Key);
        return [.. (await StandingsAt(side, period.End, period, keys, ct)).Select(standing => Of(first[standing.Key], standing, side))];
    }

    private static RowStory Of(Standing first, Standing second, Side side) => new(
        second.Key, second.Id, second.Customer,
        second.Since is null ? null : new Row(first.Stage, first.Class, second.Stage!, second.Class, second.Manager),
        second.LeftOut is not null || first.Since == second.Since ? Head(second, side) : $"{(first.Since is null ? "new" : first.InWords)} → {Head(second, side)}",
        second.Because);
}
