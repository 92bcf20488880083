using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using MediatR;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>POST /api/appeals/{id}/close — says that the appeal is dealt with, what was done and how long it took.</summary>
public sealed record CloseAppeal(
    [Longest(20_000)] string? Done = null,
    [Between(0, 100_000)] int? Minutes = null,
    [Longest(20_000)] string? Comment = null) : CommandRequest
{
    public sealed class Handler(AppealCommands appeals) : IRequestHandler<CloseAppeal, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(CloseAppeal request, CancellationToken ct)
        {
            var closing = new AppealClosing(request.Done.Personal(), request.Minutes, request.Comment.Personal());
            return await appeals.Execute(request, new AppealCommand.Close(closing), ct);
        }
    }
}
