using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using MediatR;

namespace EventSourcedCrm.Api.Users;

/// <summary>POST /api/users/{id}/rename — corrects or changes a user's name.</summary>
public sealed record RenameUser(string Name) : CommandRequest
{
    public sealed class Handler(UserCommands users) : IRequestHandler<RenameUser, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(RenameUser request, CancellationToken ct) =>
            users.Execute(request, new UserCommand.Rename(request.Name), ct);
    }
}
