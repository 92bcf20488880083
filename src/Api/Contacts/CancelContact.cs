using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Contacts;
using MediatR;

namespace EventSourcedCrm.Api.Contacts;

/// <summary>POST /api/contacts/{id}/cancel — says that a planned contact will not take place.</summary>
public sealed record CancelContact([Longest(2000)] string Reason) : CommandRequest
{
    public sealed class Handler(ContactCommands contacts) : IRequestHandler<CancelContact, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(CancelContact request, CancellationToken ct) =>
            contacts.Execute(request, new ContactCommand.Cancel(request.Reason), ct);
    }
}
