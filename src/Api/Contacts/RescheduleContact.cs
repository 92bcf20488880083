using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Contacts;
using MediatR;

namespace EventSourcedCrm.Api.Contacts;

/// <summary>POST /api/contacts/{id}/reschedule — makes a planned contact due at another instant; without a reminder there is none any longer.</summary>
public sealed record RescheduleContact(Moment DueAt, Moment? RemindAt = null) : CommandRequest
{
    public sealed class Handler(ContactCommands contacts, Organisation organisation) : IRequestHandler<RescheduleContact, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(RescheduleContact request, CancellationToken ct)
        {
            var zone = await organisation.Zone(ct);
            return await contacts.Execute(request, new ContactCommand.Reschedule(request.DueAt.In(zone), request.RemindAt?.In(zone)), ct);
        }
    }
}
