using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using MediatR;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>POST /api/appeals/{id}/resume — says that work on an appeal on hold goes on.</summary>
public sealed record ResumeAppeal : CommandRequest
{
    public sealed class Handler(AppealCommands appeals) : IRequestHandler<ResumeAppeal, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(ResumeAppeal request, CancellationToken ct) =>
            appeals.Execute(request, new AppealCommand.Resume(), ct);
    }
}
