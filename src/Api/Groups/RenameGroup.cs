using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Groups;
using MediatR;

namespace EventSourcedCrm.Api.Groups;

/// <summary>POST /api/groups/{id}/rename — gives the group another name.</summary>
public sealed record RenameGroup(string Name) : CommandRequest
{
    public sealed class Handler(GroupCommands groups) : IRequestHandler<RenameGroup, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(RenameGroup request, CancellationToken ct) =>
            groups.Execute(request, new GroupCommand.Rename(request.Name), ct);
    }
}
