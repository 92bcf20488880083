using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Deals;
using MediatR;

namespace EventSourcedCrm.Api.Deals;

/// <summary>POST /api/deals/{id}/reopen — takes a won or lost deal back into work.</summary>
public sealed record ReopenDeal([Longest(2000)] string Reason) : CommandRequest
{
    public sealed class Handler(DealCommands deals) : IRequestHandler<ReopenDeal, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(ReopenDeal request, CancellationToken ct) =>
            deals.Execute(request, new DealCommand.Reopen(request.Reason), ct);
    }
}
