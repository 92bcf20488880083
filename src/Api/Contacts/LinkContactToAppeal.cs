using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Contacts;

/// <summary>POST /api/contacts/{id}/link-to-appeal — says which appeal of the same customer the contact belongs to.</summary>
public sealed record LinkContactToAppeal(AppealId Appeal) : CommandRequest
{
    public sealed class Handler(ContactCommands contacts, CustomerReferences own) : IRequestHandler<LinkContactToAppeal, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(LinkContactToAppeal request, CancellationToken ct)
        {
            await own.MustShareCustomer(new ContactId(request.RecordId), "appeal", request.Appeal, ct);
            return await contacts.Execute(request, new ContactCommand.LinkToAppeal(request.Appeal), ct);
        }
    }
}
