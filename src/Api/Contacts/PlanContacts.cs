using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Contacts;

/// <summary>
/// POST /api/reports/no-contact/plan-contacts — plans a contact with every customer of the no-contact report, or with those named.
/// Sent again under its Idempotency-Key it plans none twice: a contact's id follows from the key and the customer.
/// </summary>
/// <param name="Responsible">Who is to do it; each customer's manager where nothing is said.</param>
/// <param name="Customers">These and no others, contacted or not.</param>
/// <param name="From">With to, asOf, manager, stage and class: the report's own.</param>
public sealed record PlanContacts(
    Moment Due, ContactKind Kind, string Subject, Guid? Responsible = null, Importance Importance = Importance.Ordinary,
    IReadOnlyList<Guid>? Customers = null,
    Moment? From = null, Moment? To = null, Moment? AsOf = null, Guid? Manager = null, [StageWord] string? Stage = null, StageClass? Class = null)
    : CommandRequest, IRequest<ContactsPlanned>
{
    public const int Most = 1_000;

    public sealed class Handler(ReportBuilds builds, ContactCommands contacts, References references)
        : IRequestHandler<PlanContacts, ContactsPlanned>
    {
        private const int AtOnce = 16;

        public async Task<ContactsPlanned> Handle(PlanContacts request, CancellationToken ct)
        {
            await references.MustExist<UserId>("responsible", request.Responsible is { } responsible ? new(responsible) : null, ct);
            await references.MustExist<UserId>("manager", request.Manager is { } manager ? new(manager) : null, ct);
            var (customers, dueAt) = await Find(request, ct);

            var planned = new PlannedContact[customers.Count];
            await Parallel.ForAsync(0, customers.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
                async (i, token) => planned[i] = await Plan(request, customers[i], dueAt, token));
            return new(planned.Count(contact => contact.Problem is null), request.Context.DryRun, planned);
        }

        private async Task<(IReadOnlyList<SilentCustomer>, DateTimeOffset)> Find(PlanContacts request, CancellationToken ct)
        {
            var asked = request.AsReport();
            await using var report = await builds.Open<SilentCustomer.Key>("no_contact", asked, ct);
            var rows = await report.Query<SilentCustomer>(SilentCustomer.Sql, asked.Parameters(report, request.Customers?.ToArray()), ct);
            if (rows.Count > Most)
                throw new RejectedException(new(StatusCodes.Status409Conflict, "too-many-customers", $"More than {Most} customers are on this list. Narrow it, by manager or stage for instance."));
            if (request.Customers?.Except(rows.Select(row => row.CustomerId)).ToList() is [_, ..] unknown)
                throw new RejectedException(Problem.Field("customers", $"Not known, or archived: {string.Join(", ", unknown)}."));
            return (rows, report.InZone(request.Due));
        }

        private async Task<PlannedContact> Plan(PlanContacts request, SilentCustomer customer, DateTimeOffset dueAt, CancellationToken ct)
        {
            var id = request.Context.NewId($"contact {customer.CustomerId:D}");
            if ((request.Responsible ?? customer.ManagerId) is not { } responsible)
                return new(customer.CustomerId, null, null, null, "responsible-needed");

            var one = request with { Context = request.Context with { RecordId = id, CommandId = id } };
            var details = new ContactDetails(request.Kind, Direction.Outgoing, new(responsible), new(request.Subject), Importance: request.Importance);
            return await contacts.Execute(one, new ContactCommand.Plan(details, dueAt), ct, new CustomerId(customer.CustomerId)) switch
            {
                CommandOutcome.Done done => new(customer.CustomerId, id, responsible, done.Answer.Position, null),
                CommandOutcome.Refused refused => new(customer.CustomerId, null, responsible, null, refused.Refusal.Code),
                CommandOutcome.KeyReused => throw new RejectedException(new(StatusCodes.Status409Conflict, "idempotency-key-reused", "This Idempotency-Key was used before, for another request.")),
                _ => new(customer.CustomerId, null, responsible, null, "lost-race"),
            };
        }
    }

    public static void Map(IEndpointRouteBuilder reports) => reports
        .MapPost("/no-contact/plan-contacts", async (HttpContext http, CommandReader reader, IMediator mediator, CancellationToken ct) =>
            Results.Ok(await mediator.Send<ContactsPlanned>(await reader.Read<PlanContacts>(http, ct), ct)))
        .WithName(nameof(PlanContacts))
        .WithMetadata(new Needs(UserRole.Manager), new CommandOf(typeof(PlanContacts)))
        .Accepts<PlanContacts>("application/json")
        .Produces<ContactsPlanned>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private GetNoContact AsReport() => new(Manager, Stage, Class)
    {
        From = From,
        To = To,
        AsOf = AsOf,
        Limit = Most,
        Context = new(Context.Caller, Context.Now, null),
    };
}

/// <summary>What became of turning a report into planned contacts.</summary>
/// <param name="Planned">How many are planned now; in a dry run, would be.</param>
public sealed record ContactsPlanned(int Planned, bool DryRun, IReadOnlyList<PlannedContact> Contacts);

/// <summary>The contact planned with a customer; none where a problem is named.</summary>
/// <param name="Problem">Such as responsible-needed: the customer has no manager and the request names nobody.</param>
public sealed record PlannedContact(Guid CustomerId, Guid? ContactId, Guid? ResponsibleId, string? Position, string? Problem);
