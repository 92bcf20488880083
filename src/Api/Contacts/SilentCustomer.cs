namespace EventSourcedCrm.Api.Contacts;

/// <summary>A customer nobody contacted in the period; manager, stage and class are those at its end.</summary>
/// <param name="LastContactAt">The last contact of any date before the period's end; null where there never was one.</param>
/// <param name="DaysSilent">Whole days from the last contact to the period's end.</param>
/// <param name="Planned">Contacts planned in the period for a time after it.</param>
/// <param name="Cancelled">Contacts cancelled in the period.</param>
/// <param name="Overdue">Contacts that fell due in the period and did not take place in it.</param>
/// <param name="OpenDealsAmount">What is expected of the open deals together.</param>
public sealed record SilentCustomer(
    Guid CustomerId, string Customer, Guid? ManagerId, string? Manager, string? Stage, string? Class,
    DateTimeOffset? LastContactAt, int? DaysSilent, long Planned, long Cancelled, long Overdue, long OpenDeals, decimal OpenDealsAmount)
{
    internal sealed record Figures(long Total, long LeftOut);

    /// <summary>Where a page ended.</summary>
    public sealed record Key(DateTimeOffset? ContactAt, Guid CustomerId);

    // Names, stages and classes are looked up where a filter or a row asks for them, and not for everybody. Those archived are usually few: so they are looked for.
    private const string Customers = """
        archived as (
            select customer_id from no_contact_customer where archived and valid_from <= @AsOf and (valid_to is null or valid_to > @AsOf)
        ), candidate as (
            select c.customer_id, x.customer_id is not null as archived, c.manager_id
            from no_contact_customer c
            left join archived x on x.customer_id = c.customer_id
            where c.valid_from < @Before and (c.valid_to is null or c.valid_to >= @Before)
              and (@Named::uuid[] is null or c.customer_id = any(@Named))
              and (@Customer::uuid is null or c.customer_id = @Customer)
              and (@Manager::uuid is null or c.manager_id = @Manager)
              and (@Stage::text is null and @Class::text is null or c.customer_id in (
                  select customer_id from no_contact_stage_interval
                  where valid_from < @Before and (valid_to is null or valid_to >= @Before)
                    and (@Stage::text is null or @Stage in (stage, stage || '-' || class))
                    and (@Class::text is null or class = @Class)))
        )
        """;

    // What was withdrawn by AsOf counts nowhere, though the withdrawal came after the period.
    private const string Counted = "counted and at < @Before and (gone_at is null or gone_at > @AsOf)";

    internal const string Sql = $"""
        with {Customers}, last_contact as (
            select customer_id, max(at) as at from touch where {Counted} group by customer_id
        ), page as (
            select c.customer_id, c.manager_id, l.at as last_contact_at
            from candidate c
            left join last_contact l using (customer_id)
            where (@Named::uuid[] is not null or l.at is null or l.at < @Start)
              and (@IncludeArchived or not c.archived)
              and (@IsFirstPage
                   or (l.at, c.customer_id) > (@LastContactAt::timestamptz, @LastCustomerId::uuid)
                   or @LastContactAt::timestamptz is null and (l.at is not null or c.customer_id > @LastCustomerId::uuid))
            order by l.at nulls first, c.customer_id
            limit @Limit + 1
        )
        select p.customer_id, coalesce(n.name, 'erased') as customer, p.manager_id, u.name as manager, s.stage, s.class, p.last_contact_at,
               floor(extract(epoch from @End::timestamptz - p.last_contact_at) / 86400)::int as days_silent,
               k.planned, k.cancelled, k.overdue, d.deals as open_deals, d.amount as open_deals_amount
        from page p
        join no_contact_customer n on n.customer_id = p.customer_id and n.valid_from <= @AsOf and (n.valid_to is null or n.valid_to > @AsOf)
        left join no_contact_stage_interval s on s.customer_id = p.customer_id and s.valid_from < @Before and (s.valid_to is null or s.valid_to >= @Before)
        left join no_contact_user u on u.user_id = p.manager_id and u.valid_from <= @AsOf and (u.valid_to is null or u.valid_to > @AsOf)
        cross join lateral (
            select count(*) filter (where state = 'planned' and planned_at >= @Start and due_at >= @Before) as planned,
                   count(*) filter (where state = 'cancelled' and valid_from >= @Start) as cancelled,
                   count(*) filter (where state = 'planned' and due_at >= @Start and due_at < @Before) as overdue
            from planned_contact
            where customer_id = p.customer_id and valid_from < @Before and (valid_to is null or valid_to >= @Before)) k
        cross join lateral (
            select count(*) as deals, coalesce(sum(amount), 0) as amount
            from open_deal
            where customer_id = p.customer_id and is_open and valid_from < @Before and (valid_to is null or valid_to >= @Before)) d
        order by p.last_contact_at nulls first, p.customer_id
        """;

    internal const string Totals = $"""
        with {Customers}
        select count(*) filter (where @IncludeArchived or not archived) as total, count(*) filter (where archived and not @IncludeArchived) as left_out
        from candidate c
        where not exists (select from touch where customer_id = c.customer_id and at >= @Start and {Counted})
        """;
}
