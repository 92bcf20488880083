using System.Text.Json.Serialization;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>The cases of the first-response report as they stand at AsOf: what its figures and its rows begin with.</summary>
internal static class FirstResponseCases
{
    /// <summary>
    /// Names, and who managed the customer then, are looked up where a figure, a filter or a row asks for them. Those who do not count, being archived or not yet
    /// registered, are usually few: so they are looked for, and not everybody who does.
    /// </summary>
    public const string Cases = """
        archived as (
            select customer_id from first_response_customer where archived and valid_from <= @AsOf and (valid_to is null or valid_to > @AsOf)
        ), standing as (
            select c.subject, c.case_id, c.appeal_id, c.contact_id, c.started_at, c.threshold_at, c.window_ends_at,
                   c.customer_id, (
                       select coalesce(n.name, 'erased') from first_response_customer n
                       where n.customer_id = c.customer_id and n.valid_from <= @AsOf and (n.valid_to is null or n.valid_to > @AsOf)) as customer,
                   x.customer_id is not null as archived, c.channel, c.kind, c.product_id,
                   case when c.assigned_at <= @AsOf then c.assigned_at end as assigned_at,
                   case when c.assigned_at <= @AsOf then c.assignment_lag_microseconds / 3.6e9::double precision end as assignment_lag_hours,
                   r.responded_at, r.responder_id,
                   r.elapsed_microseconds / 3.6e9::double precision as hours,
                   r.reaction_lag_microseconds / 3.6e9::double precision as reaction_lag_hours,
                   coalesce(c.responsible_at_start, (
                       select s.manager_id from first_response_customer s
                       where s.customer_id = c.customer_id and s.valid_from <= c.started_at and (s.valid_to is null or s.valid_to > c.started_at))) as manager_id,
                   case when r.responded_at is not null then coalesce(r.responsible_id, (
                       select a.manager_id from first_response_customer a
                       where a.customer_id = c.customer_id and a.valid_from <= r.responded_at and (a.valid_to is null or a.valid_to > r.responded_at)))
                   end as manager_at_response_id
            from response_case c
            left join archived x on x.customer_id = c.customer_id
            left join response r on r.subject = c.subject and r.case_id = c.case_id and r.cycle = 1
                 and r.valid_from <= @AsOf and (r.valid_to is null or r.valid_to > @AsOf)
            where c.started_at >= @Start and c.started_at < @Before
              and c.valid_from <= @AsOf and (c.valid_to is null or c.valid_to > @AsOf)
              and not exists (select from first_response_customer y where y.customer_id = c.customer_id and y.registered_at > @AsOf)
              and (@Customer::uuid is null or c.customer_id = @Customer)
              and (@Appeal::uuid is null or c.appeal_id = @Appeal)
              and (@Channel::text is null or c.channel = @Channel)
              and (@Kind::text is null or c.kind = @Kind)
              and (@Product::uuid is null or c.product_id = @Product)
        ), found as (
            select s.*,
                   case when s.responded_at <= s.threshold_at then 'within' when s.responded_at is not null then 'late'
                        when @AsOf > s.threshold_at then 'overdue' else 'waiting' end as outcome,
                   s.window_ends_at <= @AsOf as window_closed,
                   exists (
                       select from first_response_purchase p
                       where p.customer_id = s.customer_id and p.purchased_at > s.started_at and p.purchased_at <= least(s.window_ends_at, @AsOf)
                         and p.valid_from <= @AsOf and (p.valid_to is null or p.valid_to > @AsOf)) as bought
            from standing s
            where (@Manager::uuid is null or s.manager_id = @Manager)
        ), chosen as (
            select * from found where @Outcome::text is null or outcome = @Outcome
        )
        """;

    public const string LeftOut = $"""
        with {Cases}
        select count(distinct customer_id) from chosen where archived and not @IncludeArchived
        """;
}

/// <summary>One case: who had it, how long it waited, how it stands, and whether its customer bought afterwards.</summary>
/// <param name="CaseId">What orders the cases of one instant: the appeal, or the customer whose first contact it is.</param>
/// <param name="AppealId">What the case is, or began with.</param>
/// <param name="ReactionLagHours">From the assignment to the response; nothing where one of them is missing or the response came first.</param>
/// <param name="WindowClosed">Whether the time in which a purchase counts is over at asOf.</param>
/// <param name="ContactId">What a customer's first contact was, where it was no appeal.</param>
public sealed record CaseRow(
    [property: JsonIgnore] Guid CaseId, Guid? AppealId, Guid CustomerId, string Customer, string? Channel, string? Kind, Guid? ProductId, string? Product,
    DateTimeOffset StartedAt, DateTimeOffset? AssignedAt, DateTimeOffset? RespondedAt, Guid? ResponderId, string? Responder, string Outcome,
    double? Hours, double? AssignmentLagHours, double? ReactionLagHours,
    Guid? ManagerId, string? Manager, Guid? ManagerAtResponseId, string? ManagerAtResponse, bool Bought, bool WindowClosed, Guid? ContactId)
{
    internal const string Sql = $"""
        with {FirstResponseCases.Cases}, named_user as (
            select user_id, name from first_response_user where valid_from <= @AsOf and (valid_to is null or valid_to > @AsOf)
        )
        select f.case_id, f.appeal_id, f.customer_id, f.customer, f.channel, f.kind, f.product_id, p.name as product,
               f.started_at, f.assigned_at, f.responded_at, f.responder_id, r.name as responder, f.outcome,
               f.hours, f.assignment_lag_hours, f.reaction_lag_hours,
               f.manager_id, m.name as manager, f.manager_at_response_id, a.name as manager_at_response, f.bought, f.window_closed, f.contact_id
        from chosen f
        left join first_response_product p on p.product_id = f.product_id and p.valid_from <= @AsOf and (p.valid_to is null or p.valid_to > @AsOf)
        left join named_user r on r.user_id = f.responder_id
        left join named_user m on m.user_id = f.manager_id
        left join named_user a on a.user_id = f.manager_at_response_id
        where (@IncludeArchived or not f.archived)
          and (@LastStartedAt::timestamptz is null or (f.started_at, f.case_id) > (@LastStartedAt, @LastCaseId::uuid))
        order by f.started_at, f.case_id
        limit @Limit + 1
        """;
}
