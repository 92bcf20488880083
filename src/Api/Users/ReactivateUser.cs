using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using MediatR;

namespace EventSourcedCrm.Api.Users;

/// <summary>POST /api/users/{id}/reactivate — gives a deactivated user back what they had.</summary>
public sealed record ReactivateUser : CommandRequest
{
    public sealed class Handler(UserCommands users) : IRequestHandler<ReactivateUser, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(ReactivateUser request, CancellationToken ct) =>
            users.Execute(request, new UserCommand.Reactivate(), ct);
    }
}
