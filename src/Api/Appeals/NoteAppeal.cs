using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using MediatR;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>POST /api/appeals/{id}/note — adds a note that the customer does not see.</summary>
public sealed record NoteAppeal([Longest(20_000)] string Text) : CommandRequest
{
    public sealed class Handler(AppealCommands appeals) : IRequestHandler<NoteAppeal, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(NoteAppeal request, CancellationToken ct) =>
            appeals.Execute(request, new AppealCommand.Note(request.Text), ct);
    }
}
