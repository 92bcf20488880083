using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>POST /api/customers/{id}/archive — puts the record away; what happened stays.</summary>
public sealed record ArchiveCustomer([Longest(2000)] string Reason) : CommandRequest
{
    public sealed class Handler(CustomerCommands customers) : IRequestHandler<ArchiveCustomer, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(ArchiveCustomer request, CancellationToken ct) =>
            customers.Execute(request, new CustomerCommand.Archive(request.Reason), ct);
    }
}
