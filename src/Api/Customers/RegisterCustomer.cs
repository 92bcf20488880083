using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>POST /api/customers — registers a company or a person, a supplier or partner by its roles; warns of a likely duplicate.</summary>
public sealed record RegisterCustomer(
    CustomerKind Kind,
    string Name,
    IReadOnlyList<CustomerRole>? Roles = null,
    IReadOnlyList<Phone>? Phones = null,
    [Email] IReadOnlyList<string>? Emails = null,
    [Longest(1000)] string? Address = null,
    string? Source = null,
    [Longest(1000)] IReadOnlyDictionary<string, string>? Attributes = null,
    UserId? Manager = null) : CreateRequest
{
    public sealed class Handler(CustomerCommands customers, References references, Duplicates duplicates) : IRequestHandler<RegisterCustomer, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(RegisterCustomer request, CancellationToken ct)
        {
            await references.MustExist("manager", request.Manager, ct);
            var details = new CustomerDetails(
                null, request.Roles, request.Phones, request.Emails?.Personal(), request.Address.Personal(), request.Source, request.Attributes!);
            var outcome = await customers.Execute(
                request, new CustomerCommand.Register(request.Kind, request.Name, details, request.Manager), ct, new(request.RecordId));
            return outcome is CommandOutcome.Done done && await duplicates.Find(request.RecordId, request.Name, request.Phones, request.Emails, ct) is { } warning
                ? done with { Answer = done.Answer with { Warnings = [warning] } }
                : outcome;
        }
    }
}
