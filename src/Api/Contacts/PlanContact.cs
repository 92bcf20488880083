using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Contacts;

/// <summary>POST /api/contacts — plans a meeting, a call or a letter with a customer; due whenever it should be, reminded of before.</summary>
public sealed record PlanContact(
    CustomerId Customer,
    ContactKind Kind,
    Direction Direction,
    UserId Responsible,
    [Longest(1000)] string Subject,
    Moment DueAt,
    ContactPersonId? Person = null,
    Importance Importance = Importance.Ordinary,
    string? Group = null,
    Moment? RemindAt = null,
    AppealId? Appeal = null,
    DealId? Deal = null) : CreateRequest
{
    public sealed class Handler(ContactCommands contacts, References references, CustomerReferences own, Organisation organisation) : IRequestHandler<PlanContact, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(PlanContact request, CancellationToken ct)
        {
            await references.MustExist<CustomerId>("customer", request.Customer, ct);
            await references.MustExist<UserId>("responsible", request.Responsible, ct);
            await own.MustRepresent(request.Customer, request.Person, ct);
            await own.MustBeOf(request.Customer, "appeal", request.Appeal, ct);
            await own.MustBeOf(request.Customer, "deal", request.Deal, ct);
            var zone = await organisation.Zone(ct);
            var details = new ContactDetails(request.Kind, request.Direction, request.Responsible, request.Subject, request.Person, request.Importance, request.Group);
            var command = new ContactCommand.Plan(details, request.DueAt.In(zone), request.RemindAt?.In(zone), request.Appeal, request.Deal);
            return await contacts.Execute(request, command, ct, request.Customer);
        }
    }
}
