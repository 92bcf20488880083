using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>POST /api/customers/{id}/remove-contact-person — the person no longer represents the customer.</summary>
public sealed record RemoveContactPerson(ContactPersonId Person) : CommandRequest
{
    public sealed class Handler(CustomerCommands customers) : IRequestHandler<RemoveContactPerson, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(RemoveContactPerson request, CancellationToken ct) =>
            customers.Execute(request, new CustomerCommand.RemoveContactPerson(request.Person), ct);
    }
}
