using System.Collections.Immutable;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Calendars;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Definitions;

/// <summary>
/// Every definition there is, by its name, with the calendars they count by, and what each report has meant since when.
/// Grows with the facts of definitions and calendars, and never forgets.
/// </summary>
public sealed record DefinitionBook
{
    private readonly ImmutableDictionary<DefinitionId, Definition> _byId;
    private readonly ImmutableDictionary<string, ImmutableList<Governance>> _governance;

    private DefinitionBook(ImmutableDictionary<DefinitionId, Definition> byId, ImmutableDictionary<string, ImmutableList<Governance>> governance) =>
        (_byId, _governance) = (byId, governance);

    private ImmutableDictionary<DefinitionId, WorkingHours> Hours { get; init; } = ImmutableDictionary<DefinitionId, WorkingHours>.Empty;

    /// <summary>Version 1 of every report, in force since ever.</summary>
    public static DefinitionBook BuiltIn { get; } = new(
        Definition.BuiltIn.ToImmutableDictionary(known => new DefinitionId(known.Key, 1), known => known.Value),
        Definition.BuiltIn.Keys.ToImmutableDictionary(report => report, report => ImmutableList.Create(new Governance(DateTimeOffset.MinValue, new(report, 1)))));

    public DefinitionBook After(string report, DefinitionFact fact, DateTimeOffset happenedAt)
    {
        var id = new DefinitionId(report, fact.Version);
        return fact switch
        {
            DefinitionProposed proposed => new(_byId.SetItem(id, proposed.Parameters), _governance) { Hours = Hours },
            DefinitionPublished or DefinitionRolledBack => new(_byId, _governance.SetItem(report, _governance[report].Add(new(happenedAt, id)))) { Hours = Hours },
            _ => this,
        };
    }

    public DefinitionBook After(CalendarId calendar, CalendarFact fact) =>
        this with { Hours = Hours.SetItem(new ResponseClock.Working(calendar, fact.Version).Pin, fact.Hours) };

    /// <summary>The calendars by which some definition counts.</summary>
    public IEnumerable<CalendarId> Calendars =>
        _byId.Values.OfType<FirstResponseDefinition>().Select(definition => definition.Clock).OfType<ResponseClock.Working>().Select(clock => clock.Of).Distinct();

    public bool Knows(DefinitionId id) => _byId.ContainsKey(id);

    /// <exception cref="KeyNotFoundException">There is no such definition, or it is another report's.</exception>
    public TDefinition Get<TDefinition>(DefinitionId id) where TDefinition : Definition =>
        _byId.GetValueOrDefault(id) as TDefinition ?? throw new KeyNotFoundException($"There is no definition {id}.");

    /// <exception cref="KeyNotFoundException">There is no such version of the calendar.</exception>
    public Clock ClockOf(FirstResponseDefinition definition) => definition.Clock is not ResponseClock.Working { Pin: var pin } ? Clock.EveryHour
        : Hours.TryGetValue(pin, out var hours) ? new WorkingTime(hours)
        : throw new KeyNotFoundException($"There is no {pin}.");

    /// <summary>What the report means at present.</summary>
    public DefinitionId Published(string report) => _governance[report][^1].Definition;

    /// <summary>What the report has meant since when, oldest first; of two at one instant the later one counts.</summary>
    public IReadOnlyList<Governance> GovernanceOf(string report) => _governance[report];

    /// <summary>The definition and those it pins, and those they pin, as a build names them: <c>first-response/v2,stage/v1,calendar-{id}/v3</c>.</summary>
    public string WithPins(DefinitionId id) => string.Join(',', Reach(id).Distinct());

    private IEnumerable<DefinitionId> Reach(DefinitionId id) => Hours.ContainsKey(id) ? [id] : Get<Definition>(id).Pins.SelectMany(Reach).Prepend(id);
}

/// <summary>A definition that is what its report means from an instant on, until the next one.</summary>
public sealed record Governance(DateTimeOffset From, DefinitionId Definition);
