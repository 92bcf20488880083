using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Contacts;
using MediatR;

namespace EventSourcedCrm.Api.Contacts;

/// <summary>POST /api/contacts/{id}/complete — says that a planned contact took place, when happenedAt says, how long it took and what came of it.</summary>
public sealed record CompleteContact([Between(0, 100_000)] int? Minutes = null, [Longest(20_000)] string? Outcome = null) : CommandRequest
{
    public sealed class Handler(ContactCommands contacts) : IRequestHandler<CompleteContact, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(CompleteContact request, CancellationToken ct) =>
            contacts.Execute(request, new ContactCommand.Complete(request.Minutes, request.Outcome.Personal()), ct);
    }
}
