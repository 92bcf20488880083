using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Calendars;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;

namespace EventSourcedCrm.Tests.Api;

/// <summary>A fact of a story, with its place and instant.</summary>
public sealed record Told(StreamName Stream, IFact Fact, DateTimeOffset At, Actor Actor, CustomerId? Customer);

/// <summary>What happened at a made-up company, told in days and hours since midnight of 2020-01-01, UTC.</summary>
public sealed class Story
{
    private readonly List<Told> _facts = [];
    private Actor _actor = Actor.Person(Id<UserId>(1));

    public IReadOnlyList<Told> Facts => _facts;

    public static TId Id<TId>(int number) where TId : struct, IId<TId> => TId.Of(Guid(number));

    public static Guid Guid(int number) => new(number, 0, 0, new byte[8]);

    public static DateTimeOffset Day(double day) => new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMicroseconds(Math.Round(day * 86_400_000_000));

    /// <summary>As a query says it.</summary>
    public static string On(double day) => Day(day).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    public static Money Eur(decimal amount) => new(amount, "EUR");

    /// <summary>Who does what follows.</summary>
    public Story By(int user) => By(Actor.Person(Id<UserId>(user)));

    public Story By(Actor actor)
    {
        _actor = actor;
        return this;
    }

    public Story User(int number, string name) => Add("user", number, -1000, new Domain.Users.UserRegistered(name, Domain.Users.UserRole.Operator, null, null), null);

    public Story Product(int number, string name) => Add("product", number, -1000, new Domain.Products.ProductRegistered(name, null, null), null);

    public Story Registered(int customer, double day) => Customer(customer, day, new CustomerRegistered(CustomerKind.Company, $"Customer {customer}"));

    public Story Customer(int customer, double day, params CustomerFact[] facts) => Each("customer", customer, day, facts, customer);

    public Story Deal(int number, int customer, double day, params DealFact[] facts) => Each("deal", number, day, facts, customer);

    /// <summary>A deal opened and won at one instant.</summary>
    public Story Bought(int deal, int customer, double day, decimal amount = 10) =>
        Deal(deal, customer, day, Opened(), new DealWon(Eur(amount)));

    public static DealOpened Opened(decimal? expected = null) =>
        new(new("A deal", expected is { } amount ? Eur(amount) : null), Id<PipelineId>(1), "first", null, OfUnknownDate: false);

    public Story Appeal(int number, int customer, double day, params AppealFact[] facts) => Each("appeal", number, day, facts, customer);

    public static AppealRegistered Asked(string? kind = null, int? product = null, AppealChannel channel = AppealChannel.Phone) =>
        new(new(channel, "A question", Kind: kind, Product: product is { } id ? Id<ProductId>(id) : null));

    public static AppealAnswered Answered(int answer) => new(Id<AnswerId>(answer), "An answer");

    public Story Contact(int number, int customer, double day, params ContactFact[] facts) => Each("contact", number, day, facts, customer);

    public static ContactDetails Call(Direction direction = Direction.Outgoing, int responsible = 1) =>
        new(ContactKind.Call, direction, Id<UserId>(responsible), "A call");

    /// <summary>The first version of a calendar, or the next ones.</summary>
    public Story Calendar(int number, params WorkingHours[] versions)
    {
        for (var i = 0; i < versions.Length; i++)
            Add("calendar", number, -1000, i == 0 ? new CalendarDrawnUp(1, "Office", versions[0]) : new CalendarChanged(i + 1, "Office", versions[i]), null);
        return this;
    }

    /// <summary>Another version of the report the definition is of, counted from 2.</summary>
    public Story Proposed(Definition definition)
    {
        var stream = DefinitionBooks.StreamOf(definition.Report);
        var proposed = new DefinitionProposed(2 + _facts.Count(told => told.Stream == stream), definition, "To see.", Id<UserId>(1));
        _facts.Add(new(stream, proposed, Day(-1000), _actor, null));
        return this;
    }

    public Story Add(string category, int number, double day, IFact fact, int? customer)
    {
        _facts.Add(new(StreamName.Of(category, Guid(number)), fact, Day(day), _actor, customer is { } id ? Id<CustomerId>(id) : null));
        return this;
    }

    private Story Each(string category, int number, double day, IEnumerable<IFact> facts, int customer)
    {
        foreach (var fact in facts) Add(category, number, day, fact, customer);
        return this;
    }
}
