using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>POST /api/customers/{id}/clear-stage-override — lets the rule decide the stage again.</summary>
public sealed record ClearStageOverride([Longest(2000)] string Reason) : CommandRequest
{
    public sealed class Handler(CustomerCommands customers) : IRequestHandler<ClearStageOverride, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(ClearStageOverride request, CancellationToken ct) =>
            customers.Execute(request, new CustomerCommand.ClearStageOverride(request.Reason), ct);
    }
}
