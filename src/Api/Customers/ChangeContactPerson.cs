using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>POST /api/customers/{id}/change-contact-person — replaces what is known of a contact person.</summary>
public sealed record ChangeContactPerson(ContactPersonId Person, ContactPersonFields Details) : CommandRequest
{
    public sealed class Handler(CustomerCommands customers) : IRequestHandler<ChangeContactPerson, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(ChangeContactPerson request, CancellationToken ct) =>
            customers.Execute(request, new CustomerCommand.ChangeContactPerson(request.Person, request.Details.Details), ct);
    }
}
