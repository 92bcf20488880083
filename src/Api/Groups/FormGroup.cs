using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Groups;
using MediatR;

namespace EventSourcedCrm.Api.Groups;

/// <summary>POST /api/groups — forms a group of users who take work from one queue.</summary>
public sealed record FormGroup(string Name) : CreateRequest
{
    public sealed class Handler(GroupCommands groups) : IRequestHandler<FormGroup, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(FormGroup request, CancellationToken ct) =>
            groups.Execute(request, new GroupCommand.Form(request.Name), ct);
    }
}
