using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Contacts;

/// <summary>POST /api/contacts/{id}/link-to-deal — says which deal of the same customer the contact belongs to.</summary>
public sealed record LinkContactToDeal(DealId Deal) : CommandRequest
{
    public sealed class Handler(ContactCommands contacts, CustomerReferences own) : IRequestHandler<LinkContactToDeal, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(LinkContactToDeal request, CancellationToken ct)
        {
            await own.MustShareCustomer(new ContactId(request.RecordId), "deal", request.Deal, ct);
            return await contacts.Execute(request, new ContactCommand.LinkToDeal(request.Deal), ct);
        }
    }
}
