using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using MediatR;

namespace EventSourcedCrm.Api.Users;

/// <summary>POST /api/users — makes a person of the organisation known; without a role they are only named and may do nothing.</summary>
public sealed record RegisterUser(string Name, UserRole? Role = null, UserId? Manager = null, string? Office = null) : CreateRequest
{
    public sealed class Handler(UserCommands users, References references) : IRequestHandler<RegisterUser, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(RegisterUser request, CancellationToken ct)
        {
            await references.MustExist("manager", request.Manager, ct);
            return await users.Execute(request, new UserCommand.Register(request.Name, request.Role, request.Manager, request.Office), ct);
        }
    }
}
