using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>POST /api/customers/{id}/add-contact-person — adds a person who represents the customer, under an id given or derived.</summary>
public sealed record AddContactPerson(ContactPersonFields Details, ContactPersonId? Person = null) : CommandRequest
{
    public sealed class Handler(CustomerCommands customers) : IRequestHandler<AddContactPerson, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(AddContactPerson request, CancellationToken ct)
        {
            var person = request.Person ?? new ContactPersonId(request.Context.NewId("contact person"));
            return customers.Execute(request, new CustomerCommand.AddContactPerson(person, request.Details.Details), ct);
        }
    }
}
