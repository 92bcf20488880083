using Dapper;
using EventSourcedCrm.Api.Reports;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;

namespace EventSourcedCrm.Api.Customers;

/// <summary>What the reports of stages have in common when they are taken apart: the standing of a customer at an instant, and the facts behind it.</summary>
internal abstract class StagesAnatomy(string report) : ReportAnatomy(report, "stages", "stages")
{
    /// <summary>The last change of a customer's stage by an instant, and what keeps the customer off the report.</summary>
    protected sealed record Standing(
        Guid Id, DateTimeOffset? At, int Nth, string? Customer, string? LeftOut, DateTimeOffset? Since, string? Stage, string? Class, string? Basis, string? Because, string? Manager)
    {
        public RowKey Key => new(Id, At, Nth);

        public string InWords => Class is null ? Stage! : $"{Stage}-{Class}";
    }

    /// <summary>The standing at an instant, as a row shows it.</summary>
    protected sealed record Shown(string Stage, string? Class, string Basis, DateTimeOffset Since, string Because, string? Manager)
    {
        public static Shown? Of(Standing standing) => standing.Since is { } since
            ? new(standing.Stage!, standing.Class, standing.Basis!, since, standing.Because!, standing.Manager) : null;
    }

    /// <summary>SQL of the standings at <c>@Instant</c>, or at each key's own instant where it has one.</summary>
    protected const string Standings = """
        select k.id, k.at, k.nth, case when c.customer_id is not null then coalesce(c.name, 'erased') end as customer,
               case when c.customer_id is null then 'not registered by then'
                    when c.archived and not @IncludeArchived then 'archived'
                    when @Manager::uuid is not null and c.manager_id is distinct from @Manager then 'the manager is ' || coalesce(u.name, 'nobody') end as left_out,
               t.at as since, t.stage, t.class, t.basis, t.because, u.name as manager
        from unnest(@Ids::uuid[], @Ats::timestamptz[], @Nths::int[]) as k (id, at, nth)
        left join stages_customer c on c.customer_id = k.id and c.valid_from <= @AsOf and (c.valid_to is null or c.valid_to > @AsOf)
        left join lateral (
            select * from stage_transition
            where customer_id = k.id and at <= coalesce(k.at, @Instant)
            order by ordinal desc limit 1) t on true
        left join stages_user u on u.user_id = c.manager_id and u.valid_from <= @AsOf and (u.valid_to is null or u.valid_to > @AsOf)
        """;

    // The fact that brought a change about was recorded when the change says; time alone has none.
    private const string Places = """
        select i.stream, i.revision, string_agg(concat_ws('-', t.stage, t.class) || ' from here, ' || t.because, '; ' order by t.ordinal) as effect
        from stage_input i
        left join stage_transition t on t.customer_id = i.customer_id and t.at = i.at and t.recorded_at = i.recorded_at
        where i.customer_id = @Id
        group by i.stream, i.revision
        union all
        select 'customer-' || @Id, null, null
        union all
        select distinct 'user-' || u.user_id, null::bigint, null
        from stages_user u
        where exists (select from stages_customer c where c.customer_id = @Id and c.manager_id = u.user_id)
           or exists (select from stage_input i where i.customer_id = @Id and i.author = u.user_id::text)
        """;

    public override bool Bears(IFact fact) =>
        fact is CustomerRegistered or CustomerRenamed or CustomerAssigned or CustomerArchived or CustomerRestored or UserRegistered or UserRenamed;

    public override Task<IReadOnlyList<FactPlace>> Facts(Side side, Period period, Guid id, CancellationToken ct) => side.Query<FactPlace>(Places, new { Id = id }, ct);

    protected async Task<IReadOnlyList<Standing>> StandingsAt(Side side, DateTimeOffset instant, Period period, IReadOnlyList<RowKey> keys, CancellationToken ct)
    {
        var parameters = With(period, keys);
        parameters.Add("Instant", instant);
        return await side.Query<Standing>(Standings, parameters, ct);
    }

    /// <summary>As in "lost on 2012-03-01" and "regular-y since 2011-12-02".</summary>
    protected static string Head(Standing standing, Side side) => standing switch
    {
        { LeftOut: { } reason } => $"left out, {reason}",
        { Since: null } => "no stage yet",
        { Stage: "lost" } => $"lost on {side.On(standing.Since.Value)}",
        _ => $"{standing.InWords} since {side.On(standing.Since.Value)}",
    };
}
