using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Checks that what a request refers to exists and is of the customer concerned, not of another.</summary>
public sealed class CustomerReferences(IEventLog log, Beginnings beginnings)
{
    /// <exception cref="RejectedException">There is no such record of this customer; the field is named.</exception>
    public async Task MustBeOf<TId>(CustomerId customer, string field, TId? id, CancellationToken ct) where TId : struct, IId<TId>
    {
        if (id is { } given && await CustomerOf(given, ct) != customer)
            throw new RejectedException(Problem.Field(field, $"This customer has no such {References.Category<TId>()}."));
    }

    /// <summary>The same for a record to be linked to a known one; an unknown one is for its decider to refuse.</summary>
    public async Task MustShareCustomer<TRecord, TId>(TRecord record, string field, TId id, CancellationToken ct)
        where TRecord : struct, IId<TRecord>
        where TId : struct, IId<TId>
    {
        if (await CustomerOf(record, ct) is { } customer) await MustBeOf<TId>(customer, field, id, ct);
    }

    /// <summary>The person may have left since, for what is recorded may be of a time before.</summary>
    public async Task MustRepresent(CustomerId customer, ContactPersonId? person, CancellationToken ct)
    {
        if (person is not { } given) return;
        await foreach (var recorded in log.ReadStream(StreamName.Of(Customer.Category, customer.Value), 0, ct))
            if (recorded.Fact is ContactPersonAdded added && added.Person == given) return;
        throw new RejectedException(Problem.Field("person", "This customer has no such contact person."));
    }

    private async ValueTask<CustomerId?> CustomerOf<TId>(TId id, CancellationToken ct) where TId : struct, IId<TId> =>
        (await beginnings.Of(StreamName.Of(References.Category<TId>(), id.Value), ct))?.Customer;
}
