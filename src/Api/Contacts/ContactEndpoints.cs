global using ContactCommands = EventSourcedCrm.Api.Shared.Commands<
    EventSourcedCrm.Domain.Contacts.Contact,
    EventSourcedCrm.Domain.Contacts.ContactCommand,
    EventSourcedCrm.Domain.Contacts.ContactFact>;
using EventSourcedCrm.Api.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Contacts;

/// <summary>The routes of contacts.</summary>
public static class ContactEndpoints
{
    public static void MapContacts(this IEndpointRouteBuilder app)
    {
        var contacts = app.MapGroup("/api/contacts").WithTags("Contacts");

        contacts.MapQuery<ListContacts, Page<ListContacts.Row>>("");
        contacts.MapQuery<GetContact, GetContact.Card?>("/{id}");
        contacts.MapQuery<GetContactHistory, Page<HistoryEntry>>("/{id}/history");

        contacts.MapCommand<PlanContact>("");
        contacts.MapCommand<RecordContact>("/record");
        contacts.MapCommand<RescheduleContact>("/{id}/reschedule");
        contacts.MapCommand<ReassignContact>("/{id}/reassign");
        contacts.MapCommand<CompleteContact>("/{id}/complete");
        contacts.MapCommand<CancelContact>("/{id}/cancel");
        contacts.MapCommand<WithdrawContact>("/{id}/withdraw");
        contacts.MapCommand<LinkContactToAppeal>("/{id}/link-to-appeal");
        contacts.MapCommand<LinkContactToDeal>("/{id}/link-to-deal");
    }
}
