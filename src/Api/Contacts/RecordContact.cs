using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Contacts;

/// <summary>POST /api/contacts/record — enters a contact that already took place, when happenedAt says, and that nobody had planned.</summary>
public sealed record RecordContact(
    CustomerId Customer,
    ContactKind Kind,
    Direction Direction,
    UserId Responsible,
    [Longest(1000)] string Subject,
    ContactPersonId? Person = null,
    Importance Importance = Importance.Ordinary,
    string? Group = null,
    [Between(0, 100_000)] int? Minutes = null,
    [Longest(20_000)] string? Outcome = null,
    AppealId? Appeal = null,
    DealId? Deal = null) : CreateRequest
{
    public sealed class Handler(ContactCommands contacts, References references, CustomerReferences own) : IRequestHandler<RecordContact, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(RecordContact request, CancellationToken ct)
        {
            await references.MustExist<CustomerId>("customer", request.Customer, ct);
            await references.MustExist<UserId>("responsible", request.Responsible, ct);
            await own.MustRepresent(request.Customer, request.Person, ct);
            await own.MustBeOf(request.Customer, "appeal", request.Appeal, ct);
            await own.MustBeOf(request.Customer, "deal", request.Deal, ct);
            var details = new ContactDetails(request.Kind, request.Direction, request.Responsible, request.Subject, request.Person, request.Importance, request.Group);
            var command = new ContactCommand.RecordCompleted(details, request.Minutes, request.Outcome.Personal(), request.Appeal, request.Deal);
            return await contacts.Execute(request, command, ct, request.Customer);
        }
    }
}
