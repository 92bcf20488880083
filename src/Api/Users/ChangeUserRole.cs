using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using MediatR;

namespace EventSourcedCrm.Api.Users;

/// <summary>POST /api/users/{id}/change-role — lets a user do more or less; null: nothing any longer.</summary>
public sealed record ChangeUserRole(UserRole? Role) : CommandRequest
{
    public sealed class Handler(UserCommands users) : IRequestHandler<ChangeUserRole, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(ChangeUserRole request, CancellationToken ct) =>
            users.Execute(request, new UserCommand.ChangeRole(request.Role), ct);
    }
}
