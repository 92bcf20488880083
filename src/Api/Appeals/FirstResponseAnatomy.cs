using System.Globalization;
using Dapper;
using EventSourcedCrm.Api.Reports;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>first-response taken apart: a row a case, counted as within, late, overdue or waiting.</summary>
internal sealed class FirstResponseAnatomy(GetFirstResponse asked) : ReportAnatomy("first-response", "first_response", "first_response")
{
    // What the response was is in the events; of several at the very instant the first kind of them.
    private const string How = """
        left join lateral (
            select e.kind from case_event e
            where e.subject = f.subject and e.at = f.responded_at and e.person = f.responder_id and e.kind in ('answered', 'taken-in-charge', 'closed', 'contacted')
            order by e.record is distinct from f.appeal_id, e.kind limit 1) h on true
        """;

    protected override string Rows => $"""
        with {FirstResponseCases.Cases}
        select f.case_id as id, f.started_at as at, 0 as nth, f.customer_id, f.archived,
               case when @Wanted::text is null or f.outcome = @Wanted then f.outcome end as counted_as,
               case when @Wanted::text is null or f.outcome = @Wanted then h.kind else f.outcome end as why,
               concat_ws(' ', f.responded_at, f.hours, f.responder_id, f.bought, f.window_closed) as besides
        from chosen f
        {How}
        """;

    private const string Stories = $"""
        with {FirstResponseCases.Cases}
        select k.id, k.at, k.nth, f.case_id, f.customer_id, f.customer, coalesce(f.archived, false) as archived, f.channel, f.kind, f.product_id, f.manager_id,
               f.started_at, f.threshold_at, f.responded_at, f.outcome, f.hours, f.bought, f.window_closed, h.kind as how, r.name as responder, m.name as manager
        from unnest(@Ids::uuid[], @Ats::timestamptz[], @Nths::int[]) as k (id, at, nth)
        left join chosen f on f.case_id = k.id
        {How}
        left join first_response_user r on r.user_id = f.responder_id and r.valid_from <= @AsOf and (r.valid_to is null or r.valid_to > @AsOf)
        left join first_response_user m on m.user_id = f.manager_id and m.valid_from <= @AsOf and (m.valid_to is null or m.valid_to > @AsOf)
        """;

    // Of an appeal its own events and the contacts linked to it; of a first contact all events of its customer.
    private const string Places = """
        with event as (
            select e.*, case when e.kind in ('contacted', 'contact-withdrawn', 'contact-linked') then 'contact-' else 'appeal-' end || e.record as stream
            from case_event e
            where case when @IsFirstContact then e.subject in (select subject from case_event where record = @Id)
                       else e.record = @Id or e.record in (select record from case_event where kind = 'contact-linked' and linked = @Id) end
        ), customer as (
            select distinct customer as customer_id from event where customer is not null
        ), manager as (
            select distinct c.customer_id, c.manager_id from first_response_customer c join customer using (customer_id)
        )
        select stream, revision, null as effect from event
        union all
        select i.stream, i.revision, 'a purchase, or its correction' from first_response_purchase_input i join customer using (customer_id)
        union all
        select 'customer-' || customer_id, null, null from customer
        union all
        select 'user-' || user_id, null, null from (
            select manager_id from manager union select person from event union select responsible from event) u (user_id) where user_id is not null
        union all
        select distinct 'product-' || product, null::bigint, null from event where product is not null
        """;

    private sealed record Story(
        Guid Id, DateTimeOffset? At, int Nth, Guid? CaseId, Guid? CustomerId, string? Customer, bool Archived, string? Channel, string? Kind, Guid? ProductId, Guid? ManagerId,
        DateTimeOffset? StartedAt, DateTimeOffset? ThresholdAt, DateTimeOffset? RespondedAt, string? Outcome, double? Hours, bool? Bought, bool? WindowClosed,
        string? How, string? Responder, string? Manager);

    private sealed record Row(
        string Outcome, DateTimeOffset StartedAt, DateTimeOffset ThresholdAt, DateTimeOffset? RespondedAt, double? Hours, string? How, string? Responder, string? Manager,
        bool Bought, bool WindowClosed);

    public override Guid? Named => asked.Appeal;

    public override DynamicParameters Parameters(Period period) => new(new
    {
        GroupBy = (string?)null,
        asked.Customer,
        asked.Manager,
        Channel = asked.Channel.Word(),
        asked.Kind,
        asked.Product,
        asked.Appeal,
        Outcome = (string?)null,
        Wanted = asked.Outcome.Word(),
        period.Start,
        period.Before,
        period.AsOf,
        asked.IncludeArchived,
    });

    public override IEnumerable<string> Totals(string countedAs) => ["cases", countedAs is "within" or "late" ? "answered" : "unanswered", countedAs];

    public override async Task<IReadOnlyList<Figure>> Figures(Side side, Period period, CancellationToken ct)
    {
        var parameters = Parameters(period);
        parameters.Add("Outcome", asked.Outcome.Word());
        var row = (await side.Query<FirstResponseFigures.Row>(FirstResponseFigures.OfAll, parameters, ct)).Single(row => row.IsTotal);
        return
        [
            new("share within", row.ShareWithin), new("median hours", row.MedianHours), new("P90 hours", row.P90Hours),
            new("share bought, answered within", row.WithinShare), new("share bought, answered late", row.LateShare), new("share bought, never answered", row.NeverShare),
        ];
    }

    public override async Task<IReadOnlyList<RowStory>> Tell(Side side, Period period, IReadOnlyList<RowKey> keys, CancellationToken ct)
    {
        var parameters = With(period, keys);
        parameters.AddDynamicParams(new
        {
            Start = DateTimeOffset.MinValue,
            Before = DateTimeOffset.MaxValue,
            Customer = (Guid?)null,
            Manager = (Guid?)null,
            Channel = (string?)null,
            Kind = (string?)null,
            Product = (Guid?)null,
            Appeal = (Guid?)null,
        });
        return [.. (await side.Query<Story>(Stories, parameters, ct)).Select(story => Of(story, side, period))];
    }

    public override bool Bears(IFact fact) => fact is
        CustomerRegistered or CustomerRenamed or CustomerAssigned or CustomerArchived or CustomerRestored or UserRegistered or UserRenamed or ProductRegistered or ProductRenamed;

    public override Task<IReadOnlyList<FactPlace>> Facts(Side side, Period period, Guid id, CancellationToken ct) =>
        side.Query<FactPlace>(Places, new { Id = id, IsFirstContact = side.Own<FirstResponseDefinition>().Cases == CasesOf.FirstContacts }, ct);

    private RowStory Of(Story story, Side side, Period period)
    {
        var key = new RowKey(story.Id, story.At, story.Nth);
        if (story.CaseId is null) return new(key, null, null, null, "no such case", null);
        var row = new Row(
            story.Outcome!, story.StartedAt!.Value, story.ThresholdAt!.Value, story.RespondedAt, story.Hours, story.How, story.Responder, story.Manager, story.Bought!.Value, story.WindowClosed!.Value);
        var head = LeftOutBy(story, period) is { } reason ? $"left out, {reason}" : row.Outcome;
        return new(key, story.CustomerId, story.Customer, row, head, Because(row, side));
    }

    private string? LeftOutBy(Story story, Period period) => story switch
    {
        { Archived: true } when !asked.IncludeArchived => "its customer is archived",
        _ when story.StartedAt < period.Start => "it began before the period",
        _ when story.StartedAt >= period.Before => "it began after the period",
        _ when asked.Customer is { } customer && story.CustomerId != customer => "it is another customer's",
        _ when asked.Manager is { } manager && story.ManagerId != manager => $"its manager was {story.Manager ?? "nobody"}",
        _ when asked.Channel is { } && story.Channel != asked.Channel.Word() => $"it came by {story.Channel}",
        _ when asked.Kind is { } kind && story.Kind != kind => "it is of another kind",
        _ when asked.Product is { } product && story.ProductId != product => "it is about another product",
        _ when asked.Outcome is { } && story.Outcome != asked.Outcome.Word() => story.Outcome,
        _ => null,
    };

    private static string Because(Row row, Side side) => row.RespondedAt is { } at
        ? string.Create(CultureInfo.InvariantCulture, $"{Done(row.How)} by {row.Responder ?? "someone"} on {side.On(at)}, {row.Hours:0.##} hours after it began, due by {side.On(row.ThresholdAt)}")
        : $"no response, due by {side.On(row.ThresholdAt)}";

    private static string Done(string? how) => how switch
    {
        "taken-in-charge" => "taken in charge",
        null => "responded to",
        _ => how,
    };
}
