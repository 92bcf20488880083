using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>POST /api/customers/{id}/declare-lost — states that the customer will not buy again.</summary>
public sealed record DeclareCustomerLost([Longest(2000)] string Reason) : CommandRequest
{
    public sealed class Handler(CustomerCommands customers) : IRequestHandler<DeclareCustomerLost, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(DeclareCustomerLost request, CancellationToken ct) =>
            customers.Execute(request, new CustomerCommand.DeclareLost(request.Reason), ct);
    }
}
