using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// The facts whose order matters to each other: those of one customer, or of one stream that concerns none. A fact that cannot be
/// applied holds up its own lane alone, and a build made from the first fact on is folded lane after lane.
/// </summary>
internal readonly record struct Lane
{
    private readonly CustomerId? _customer;
    private readonly StreamName? _stream;

    private Lane(CustomerId? customer, StreamName? stream) => (_customer, _stream) = (customer, stream);

    public static Lane Of(Recorded fact) => Of(fact.Stream, fact.Customer);

    public static Lane Of(StreamName stream, CustomerId? customer) => customer is null ? new(null, stream) : new(customer, null);

    /// <summary>As <c>control.parked</c> has it.</summary>
    public override string ToString() => _customer is { } customer ? $"customer-{customer.Value:D}" : _stream?.Value ?? "";
}
