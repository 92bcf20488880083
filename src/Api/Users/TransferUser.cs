using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using MediatR;

namespace EventSourcedCrm.Api.Users;

/// <summary>POST /api/users/{id}/transfer — says to whom a user reports now and in which office; null: to nobody, in none.</summary>
public sealed record TransferUser(UserId? Manager, string? Office) : CommandRequest
{
    public sealed class Handler(UserCommands users, References references) : IRequestHandler<TransferUser, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(TransferUser request, CancellationToken ct)
        {
            await references.MustExist("manager", request.Manager, ct);
            return await users.Execute(request, new UserCommand.Transfer(request.Manager, request.Office), ct);
        }
    }
}
