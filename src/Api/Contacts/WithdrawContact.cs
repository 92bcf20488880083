using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Contacts;
using MediatR;

namespace EventSourcedCrm.Api.Contacts;

/// <summary>POST /api/contacts/{id}/withdraw — takes back a contact recorded by mistake; it stays in the history and counts nowhere.</summary>
public sealed record WithdrawContact([Longest(2000)] string Reason) : CommandRequest
{
    public sealed class Handler(ContactCommands contacts) : IRequestHandler<WithdrawContact, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(WithdrawContact request, CancellationToken ct) =>
            contacts.Execute(request, new ContactCommand.Withdraw(request.Reason), ct);
    }
}
