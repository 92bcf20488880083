using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Deals;

/// <summary>POST /api/deals/{id}/reassign — makes another user answer for the deal.</summary>
public sealed record ReassignDeal(UserId Responsible) : CommandRequest
{
    public sealed class Handler(DealCommands deals, References references) : IRequestHandler<ReassignDeal, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(ReassignDeal request, CancellationToken ct)
        {
            await references.MustExist<UserId>("responsible", request.Responsible, ct);
            return await deals.Execute(request, new DealCommand.Reassign(request.Responsible), ct);
        }
    }
}
