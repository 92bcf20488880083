using Dapper;
using EventSourcedCrm.Api.Reports;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;

namespace EventSourcedCrm.Api.Contacts;

/// <summary>no-contact taken apart: a row a customer, silent in the period, never contacted, or left out because of a contact or by the filters.</summary>
internal sealed class NoContactAnatomy(GetNoContact asked) : ReportAnatomy("no-contact", "no_contact", "no_contact")
{
    protected override string Rows => """
        select c.customer_id as id, null::timestamptz as at, 0 as nth, c.customer_id, n.archived,
               case when silent and chosen then case when l.at is null then 'never contacted' else 'silent' end end as counted_as,
               case when not silent then case l.kind when 'appeal-registered' then 'appeal' when 'appeal-answered' then 'answer' else l.direction || ' ' || l.contact_kind end
                    when not chosen then concat_ws('-', s.stage, s.class) end as why,
               concat_ws(' ', l.at, s.stage, s.class) as besides
        from no_contact_customer c
        join no_contact_customer n on n.customer_id = c.customer_id and n.valid_from <= @AsOf and (n.valid_to is null or n.valid_to > @AsOf)
        left join no_contact_stage_interval s on s.customer_id = c.customer_id and s.valid_from < @Before and (s.valid_to is null or s.valid_to >= @Before)
        left join lateral (
            select at, kind, direction, contact_kind from touch
            where customer_id = c.customer_id and counted and at < @Before and (gone_at is null or gone_at > @AsOf)
            order by at desc, stream, item limit 1) l on true
        cross join lateral (
            select l.at is null or l.at < @Start as silent,
                   (@Stage::text is null or coalesce(@Stage in (s.stage, s.stage || '-' || s.class), false)) and (@Class::text is null or coalesce(s.class = @Class, false)) as chosen) f
        where c.valid_from < @Before and (c.valid_to is null or c.valid_to >= @Before)
          and (@Customer::uuid is null or c.customer_id = @Customer)
          and (@Manager::uuid is null or c.manager_id = @Manager)
        """;

    private const string Stories = $"""
        select k.id, k.at, k.nth, case when n.customer_id is not null then coalesce(n.name, 'erased') end as customer,
               case when n.customer_id is null then 'not registered by then'
                    when n.archived and not @IncludeArchived then 'archived'
                    when c.customer_id is null then 'registered only after the period'
                    when @Manager::uuid is not null and c.manager_id is distinct from @Manager then 'the manager was ' || coalesce(u.name, 'nobody') end as left_out,
               (@Stage::text is null or coalesce(@Stage in (s.stage, s.stage || '-' || s.class), false)) and (@Class::text is null or coalesce(s.class = @Class, false)) as chosen,
               concat_ws('-', s.stage, s.class) as stage, l.at as last_contact_at, l.at >= @Start as contacted, l.kind, l.direction, l.contact_kind,
               x.occasions, x.at as other_at, x.kind as other_kind, x.direction as other_direction, x.contact_kind as other_contact_kind, x.minutes as other_minutes, x.by_person as other_by_person
        from unnest(@Ids::uuid[], @Ats::timestamptz[], @Nths::int[]) as k (id, at, nth)
        left join no_contact_customer n on n.customer_id = k.id and n.valid_from <= @AsOf and (n.valid_to is null or n.valid_to > @AsOf)
        left join no_contact_customer c on c.customer_id = k.id and c.valid_from < @Before and (c.valid_to is null or c.valid_to >= @Before)
        left join no_contact_user u on u.user_id = c.manager_id and u.valid_from <= @AsOf and (u.valid_to is null or u.valid_to > @AsOf)
        left join no_contact_stage_interval s on s.customer_id = k.id and s.valid_from < @Before and (s.valid_to is null or s.valid_to >= @Before)
        left join lateral (
            select * from touch
            where customer_id = k.id and counted and at < @Before and (gone_at is null or gone_at > @AsOf)
            order by at desc, stream, item limit 1) l on true
        left join lateral (
            select *, count(*) over () as occasions from touch
            where customer_id = k.id and not counted and at >= @Start and at < @Before and (gone_at is null or gone_at > @AsOf)
            order by at desc, stream, item limit 1) x on true
        """;

    // Of a deal, a plan and a touch the whole stream is meant; of what bears on the stage the very fact.
    private const string Places = """
        select stream, revision, 'it bears on the stage' as effect from no_contact_stage_input where customer_id = @Id
        union all
        select 'customer-' || @Id, null, null
        union all
        select distinct 'user-' || manager_id, null::bigint, null from no_contact_customer where customer_id = @Id and manager_id is not null
        union all
        select stream, null, null from touch where customer_id = @Id
        union all
        select distinct 'contact-' || contact_id, null::bigint, null from planned_contact where customer_id = @Id
        union all
        select distinct 'deal-' || deal_id, null::bigint, null from open_deal where customer_id = @Id
        """;

    private const string Touches = """
        select stream, revision, at, kind, direction, contact_kind, minutes, by_person, at >= @Start and at < @Before as in_period, counted,
               gone_at is not null and gone_at <= @AsOf as gone
        from touch where customer_id = @Id
        """;

    private sealed record Story(
        Guid Id, DateTimeOffset? At, int Nth, string? Customer, string? LeftOut, bool Chosen, string? Stage, DateTimeOffset? LastContactAt, bool? Contacted,
        string? Kind, string? Direction, string? ContactKind,
        long? Occasions, DateTimeOffset? OtherAt, string? OtherKind, string? OtherDirection, string? OtherContactKind, int? OtherMinutes, bool? OtherByPerson);

    private sealed record TouchRow(
        string Stream, long Revision, DateTimeOffset At, string Kind, string Direction, string? ContactKind, int? Minutes, bool ByPerson, bool InPeriod, bool Counted, bool Gone);

    /// <summary>How the customer stands: on the list, and the last contact and the stage that say so.</summary>
    private sealed record Row(bool OnTheList, DateTimeOffset? LastContactAt, string? LastContact, string? Stage);

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
        asked.IncludeArchived,
    });

    public override IEnumerable<string> Totals(string countedAs) => ["customers", countedAs];

    public override async Task<IReadOnlyList<RowStory>> Tell(Side side, Period period, IReadOnlyList<RowKey> keys, CancellationToken ct) =>
        [.. (await side.Query<Story>(Stories, With(period, keys), ct)).Select(story => Of(story, side))];

    public override bool Bears(IFact fact) => fact is
        CustomerRegistered or CustomerRenamed or CustomerAssigned or CustomerArchived or CustomerRestored or UserRegistered or UserRenamed
        or ContactPlanned or ContactRescheduled or ContactCancelled or ContactCompleted or ContactWithdrawn
        or AppealRegistered or AppealAnswered or AppealAnswerWithdrawn
        or DealOpened or DealRevalued or DealWon or DealLost or DealReopened;

    public override async Task<IReadOnlyList<FactPlace>> Facts(Side side, Period period, Guid id, CancellationToken ct)
    {
        var touches = await side.Query<TouchRow>(Touches, new { Id = id, period.Start, period.Before, period.AsOf }, ct);
        return [.. await side.Query<FactPlace>(Places, new { Id = id }, ct), .. touches.Select(touch => new FactPlace(touch.Stream, touch.Revision, Effect(touch, side)))];
    }

    private static RowStory Of(Story story, Side side)
    {
        var isListed = story is { LeftOut: null, Chosen: true, Contacted: not true };
        var last = story.Kind is null ? null : Described(story.Kind, story.Direction!, story.ContactKind);
        var (head, because) = story switch
        {
            { LeftOut: { } reason } => ($"left out, {reason}", null),
            { Contacted: true } => ($"contacted on {side.On(story.LastContactAt!.Value)}", last),
            { Chosen: false } => ($"left out, {story.Stage}", "another stage is asked for"),
            { LastContactAt: { } at } => ($"silent since {side.On(at)}", Uncounted(story, side)),
            _ => ("never contacted", Uncounted(story, side)),
        };
        return new(new(story.Id, story.At, story.Nth), story.Id, story.Customer, story.Customer is null ? null : new Row(isListed, story.LastContactAt, last, story.Stage), head, because);
    }

    private static string Uncounted(Story story, Side side)
    {
        if (story.Occasions is not { } occasions) return "nothing in the period";
        var touch = TouchOf(story.OtherKind!, story.OtherDirection!, story.OtherContactKind, story.OtherMinutes, story.OtherByPerson!.Value);
        var why = side.Own<NoContactDefinition>().WhyNot(touch);
        var which = $"{Described(story.OtherKind!, story.OtherDirection!, story.OtherContactKind)} on {side.On(story.OtherAt!.Value)} does not count, {why}";
        return occasions == 1 ? which : $"{occasions} occasions in the period do not count, the last being: {which}";
    }

    private static string Effect(TouchRow touch, Side side) => touch switch
    {
        { Gone: true } => "it was withdrawn",
        { Counted: false } => $"it does not count as contact, {side.Own<NoContactDefinition>().WhyNot(TouchOf(touch.Kind, touch.Direction, touch.ContactKind, touch.Minutes, touch.ByPerson))}",
        { InPeriod: true } => "contact in the period",
        _ => "contact, not in the period",
    };

    private static Touch TouchOf(string kind, string direction, string? contactKind, int? minutes, bool byPerson) =>
        new(Member<TouchKind>(kind), Member<Direction>(direction), byPerson, contactKind is null ? null : Member<ContactKind>(contactKind), minutes);

    private static string Described(string kind, string direction, string? contactKind) => kind switch
    {
        "appeal-registered" => "an appeal",
        "appeal-answered" => "an answer",
        _ => $"an {direction} {contactKind}",
    };

    private static TEnum Member<TEnum>(string word) where TEnum : struct, Enum => Enum.GetValues<TEnum>().Single(member => ((TEnum?)member).Word() == word);
}
