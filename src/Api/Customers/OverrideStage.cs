using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>POST /api/customers/{id}/override-stage — puts a stage in force by hand, from happenedAt until the end given, or for good.</summary>
public sealed record OverrideStage(Stage Stage, [Longest(2000)] string Reason, StageClass? Class = null, Moment? Until = null) : CommandRequest
{
    public sealed class Handler(CustomerCommands customers, Organisation organisation) : IRequestHandler<OverrideStage, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(OverrideStage request, CancellationToken ct)
        {
            var until = request.Until?.In(await organisation.Zone(ct));
            if (until <= (request.Context.HappenedAt ?? request.Context.Now))
                throw new RejectedException(Problem.Field("until", "An override ends after it begins."));
            return await customers.Execute(request, new CustomerCommand.OverrideStage(request.Stage, request.Class, until, request.Reason), ct);
        }
    }
}
