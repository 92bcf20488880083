using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using MediatR;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>POST /api/appeals/{id}/reopen — begins another cycle of a closed appeal.</summary>
public sealed record ReopenAppeal([Longest(2000)] string Reason) : CommandRequest
{
    public sealed class Handler(AppealCommands appeals) : IRequestHandler<ReopenAppeal, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(ReopenAppeal request, CancellationToken ct) =>
            appeals.Execute(request, new AppealCommand.Reopen(request.Reason), ct);
    }
}
