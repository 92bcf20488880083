using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Calendars;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tests.Calendars;

namespace EventSourcedCrm.Domain.Tests.Definitions;

public sealed class CalendarsOfDefinitionsTests
{
    private static readonly CalendarId Calendar = new(new("00000006-0000-0000-0000-000000000000"));
    private static readonly DefinitionId V2 = new(Definition.FirstResponse, 2);
    private static readonly FirstResponseDefinition ByWorkingHours = FirstResponseDefinition.V1 with { Clock = new ResponseClock.Working(Calendar, 3) };

    private static readonly DefinitionBook Proposed = DefinitionBook.BuiltIn.After(
        Definition.FirstResponse, new DefinitionProposed(2, ByWorkingHours, "Nights are for sleeping.", new UserId(Guid.Empty)), DateTimeOffset.UnixEpoch);

    private static readonly DefinitionBook Drawn = Proposed.After(Calendar, new CalendarChanged(3, "Office", WorkingCalendarTests.Office));

    [Fact]
    public void The_version_of_the_calendar_is_among_what_the_definition_pins()
    {
        Drawn.WithPins(V2).ShouldBe("first-response/v2,stage/v1,calendar-00000006-0000-0000-0000-000000000000/v3");
        Drawn.WithPins(new(Definition.FirstResponse, 1)).ShouldBe("first-response/v1,stage/v1");
        Drawn.Calendars.ShouldBe([Calendar]);
    }

    [Fact]
    public void A_calendar_stays_in_the_book_whatever_becomes_of_definitions() =>
        Drawn.After(Definition.FirstResponse, new DefinitionPublished(2, "first_response_b2", "Now."), DateTimeOffset.UnixEpoch)
            .ClockOf(ByWorkingHours).ShouldBeOfType<WorkingTime>();

    [Fact]
    public void A_version_that_nobody_has_drawn_up_is_no_clock()
    {
        Should.Throw<KeyNotFoundException>(() => Proposed.ClockOf(ByWorkingHours));
        Should.Throw<KeyNotFoundException>(() => Proposed.WithPins(V2));
        Should.Throw<KeyNotFoundException>(() => Drawn.ClockOf(FirstResponseDefinition.V1 with { Clock = new ResponseClock.Working(Calendar, 2) }));
        Proposed.ClockOf(FirstResponseDefinition.V1).ShouldBe(Clock.EveryHour);
    }

    [Fact]
    public void A_definition_that_says_no_version_is_flawed() =>
        (FirstResponseDefinition.V1 with { Clock = new ResponseClock.Working(Calendar) }).Flaws().Select(flaw => flaw.Field).ShouldBe(["clock.version"]);
}
