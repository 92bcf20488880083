using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using MediatR;

namespace EventSourcedCrm.Api.Users;

/// <summary>POST /api/users/{id}/deactivate — ends a user's access; what they did stays theirs.</summary>
public sealed record DeactivateUser : CommandRequest
{
    public sealed class Handler(UserCommands users) : IRequestHandler<DeactivateUser, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(DeactivateUser request, CancellationToken ct) =>
            users.Execute(request, new UserCommand.Deactivate(), ct);
    }
}
