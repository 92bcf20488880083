using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Contacts;

/// <summary>POST /api/contacts/{id}/reassign — makes another user answer for a planned contact.</summary>
public sealed record ReassignContact(UserId Responsible) : CommandRequest
{
    public sealed class Handler(ContactCommands contacts, References references) : IRequestHandler<ReassignContact, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(ReassignContact request, CancellationToken ct)
        {
            await references.MustExist<UserId>("responsible", request.Responsible, ct);
            return await contacts.Execute(request, new ContactCommand.Reassign(request.Responsible), ct);
        }
    }
}
