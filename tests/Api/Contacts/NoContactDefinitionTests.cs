using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using static EventSourcedCrm.Tests.Api.Story;

namespace EventSourcedCrm.Tests.Api.Contacts;

/// <summary>Everything a definition of no contact can say is honoured by the report read under it.</summary>
public sealed class NoContactDefinitionTests
{
    // On day 15: 1 called them for 5 minutes, 2 was mailed by them, 3 was visited for 30, 4 asked something, 5 was answered, 6 was called for an unknown time; nothing befell 7.
    private static Story Company() => Enumerable.Range(1, 7).Aggregate(new Story().User(1, "Ann"), (story, customer) => story.Registered(customer, 0))
        .Contact(1, 1, 15, new ContactCompleted(Call(Direction.Incoming), 5, null))
        .Contact(2, 2, 15, new ContactCompleted(Call() with { Kind = ContactKind.EMail }, 1, null))
        .Contact(3, 3, 15, new ContactCompleted(Call() with { Kind = ContactKind.Meeting }, 30, null))
        .Appeal(4, 4, 15, Asked())
        .Appeal(5, 5, 1, Asked()).Appeal(5, 5, 15, Answered(5))
        .Contact(6, 6, 15, new ContactCompleted(Call(), null, null));

    [Fact]
    public Task The_first_definition_counts_everything() => IsSilent(NoContactDefinition.V1, "7");

    [Theory]
    [InlineData(TouchKind.ContactCompleted, "4 5 7")]
    [InlineData(TouchKind.AppealRegistered, "1 2 3 5 6 7")]
    [InlineData(TouchKind.AppealAnswered, "1 2 3 4 6 7")]
    public Task Only_what_it_names_counts(TouchKind counts, string silent) => IsSilent(NoContactDefinition.V1 with { Counts = [counts] }, silent);

    [Theory]
    [InlineData(ContactDirections.Incoming, "2 3 6 7")]
    [InlineData(ContactDirections.Outgoing, "1 7")]
    public Task Directions_are_those_of_contacts_alone(ContactDirections directions, string silent) => IsSilent(NoContactDefinition.V1 with { Directions = directions }, silent);

    [Fact]
    public Task Kinds_are_those_of_contacts_alone() => IsSilent(NoContactDefinition.V1 with { Kinds = [ContactKind.Meeting, ContactKind.EMail] }, "1 6 7");

    [Theory]
    [InlineData(5, "2 6 7")]
    [InlineData(6, "1 2 6 7")]
    public Task A_contact_shorter_than_the_least_or_of_unknown_duration_is_none(int minutes, string silent) => IsSilent(NoContactDefinition.V1 with { MinDurationMinutes = minutes }, silent);

    [Fact]
    public async Task Stages_are_those_of_the_definition_it_pins()
    {
        var story = Company().Bought(1, 7, 1);
        await using var rig = await ReportRig.Under(
            [StageDefinition.V1 with { LostAfterDays = 10 }, NoContactDefinition.V1 with { Stages = new("stage", 2) }], story.Facts);

        var report = await rig.Get($"no-contact?from={On(10)}&to={On(20)}");

        report["rows"].Of("customerId", "stage").ShouldBe(["#7 lost"]);
        report["stamp"]!["pins"]!.AsArray().Select(pin => pin!.GetValue<string>()).ShouldBe(["stage/v2"]);
        (await rig.Get($"no-contact?from={On(10)}&to={On(20)}&stage=one-time"))["total"]!.GetValue<int>().ShouldBe(0);
    }

    private static async Task IsSilent(NoContactDefinition definition, string customers)
    {
        await using var rig = await ReportRig.Under([definition], Company().Facts);
        var report = await rig.Get($"no-contact?from={On(10)}&to={On(20)}");
        string.Join(' ', report["rows"].Of("customerId").Select(customer => customer[1..]).Order()).ShouldBe(customers);
        report["stamp"]!["definition"]!.GetValue<string>().ShouldBe("no-contact/v2");
    }
}
