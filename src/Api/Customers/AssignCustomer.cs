using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>POST /api/customers/{id}/assign — makes a user answer for the customer.</summary>
public sealed record AssignCustomer(UserId Manager) : CommandRequest
{
    public sealed class Handler(CustomerCommands customers, References references) : IRequestHandler<AssignCustomer, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(AssignCustomer request, CancellationToken ct)
        {
            await references.MustExist<UserId>("manager", request.Manager, ct);
            return await customers.Execute(request, new CustomerCommand.Assign(request.Manager), ct);
        }
    }
}
