using System.Reflection;
using System.Text;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Tests;

/// <summary>Facts as the log would hand them out: the first happened on day 1, the next on day 2, and so on, all told by user 1.</summary>
internal sealed class Given
{
    private readonly List<Recorded> _facts = [];
    private readonly Dictionary<StreamName, long> _revisions = [];
    private Actor _actor = Actor.Person(Id<UserId>(1));

    public IReadOnlyList<Recorded> Facts => _facts;

    public static TId Id<TId>(int number) where TId : struct, IId<TId> => TId.Of(new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));

    /// <summary>The midnight, in UTC, at which the day's fact happened.</summary>
    public static DateTimeOffset Day(int number) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(number - 1);

    public Given Customer(int number, params CustomerFact[] facts) => Of("customer", number, number, facts);

    public Given Contact(int number, int customer, params ContactFact[] facts) => Of("contact", number, customer, facts);

    public Given Appeal(int number, int customer, params AppealFact[] facts) => Of("appeal", number, customer, facts);

    public Given Deal(int number, int customer, params DealFact[] facts) => Of("deal", number, customer, facts);

    /// <summary>Facts of a registry, which concern no customer.</summary>
    public Given Registry(string category, int number, params IFact[] facts) => Of(category, number, null, facts);

    /// <summary>Whoever does what follows.</summary>
    public Given By(Actor actor)
    {
        _actor = actor;
        return this;
    }

    public Given Fact(StreamName stream, IFact fact, CustomerId? customer = null, DateTimeOffset? happenedAt = null)
    {
        var position = _facts.Count + 1;
        var revision = _revisions[stream] = _revisions.GetValueOrDefault(stream, -1) + 1;
        var id = new Guid(position, 0, 0, [1, 0, 0, 0, 0, 0, 0, 0]);
        _facts.Add(new(
            stream, revision, LogPosition.At(position), id, fact.GetType().GetCustomAttribute<StoredAttribute>()?.Name ?? "unknown-v1",
            Encoding.UTF8.GetBytes(fact.GetType().Name), Encoding.UTF8.GetBytes($"fact {position}"), Day(position), fact,
            new()
            {
                CorrelationId = id,
                HappenedAt = happenedAt ?? Day(position),
                Actor = _actor,
                RecordedBy = new(RecorderKind.Program, "tests"),
                Customer = customer,
            }));
        return this;
    }

    private Given Of(string category, int number, int? customer, IEnumerable<IFact> facts)
    {
        CustomerId? whose = customer is { } known ? Id<CustomerId>(known) : null;
        foreach (var fact in facts) Fact(StreamName.Of(category, Id<CustomerId>(number).Value), fact, whose);
        return this;
    }
}
