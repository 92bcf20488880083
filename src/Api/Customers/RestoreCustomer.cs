using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>POST /api/customers/{id}/restore — takes an archived record back into work.</summary>
public sealed record RestoreCustomer([Longest(2000)] string Reason) : CommandRequest
{
    public sealed class Handler(CustomerCommands customers) : IRequestHandler<RestoreCustomer, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(RestoreCustomer request, CancellationToken ct) =>
            customers.Execute(request, new CustomerCommand.Restore(request.Reason), ct);
    }
}
