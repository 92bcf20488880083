using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>POST /api/customers/{id}/change — changes the fields given and no others; a null attribute is removed.</summary>
public sealed record ChangeCustomer(
    string? Name = null,
    IReadOnlyList<CustomerRole>? Roles = null,
    IReadOnlyList<Phone>? Phones = null,
    [Email] IReadOnlyList<string>? Emails = null,
    [Longest(1000)] string? Address = null,
    string? Source = null,
    [Longest(1000)] IReadOnlyDictionary<string, string?>? Attributes = null) : CommandRequest
{
    public sealed class Handler(CustomerCommands customers) : IRequestHandler<ChangeCustomer, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(ChangeCustomer request, CancellationToken ct)
        {
            if (request.Name is { } name && string.IsNullOrWhiteSpace(name)) throw new RejectedException(Problem.Field("name", "This must not be empty."));
            var details = new CustomerDetails(
                request.Name.Personal(), request.Roles, request.Phones, request.Emails?.Personal(), request.Address.Personal(), request.Source, request.Attributes);
            return customers.Execute(request, new CustomerCommand.ChangeDetails(details), ct);
        }
    }
}
