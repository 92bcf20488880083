using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Calendars;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using static EventSourcedCrm.Tests.Api.Story;

namespace EventSourcedCrm.Tests.Api;

/// <summary>A report as of an instant is what it would be had nothing happened since.</summary>
public sealed class AsOfProperties
{
    private const int Stories = 6;
    private const int CutsOfEach = 3;

    private static readonly string[] Reports =
    [
        "stage-history", "stage-history?view=matrix", "stage-history?view=states", $"stage-history?view=intervals&customer={Guid(1)}",
        "stage-history?source=recorded", "stage-history?source=recorded&view=states", "stage-history?source=recorded&view=matrix",
        $"xyz-analysis?from={On(0)}",
        "first-response?groupBy=manager", "first-response?groupBy=manager-at-response", "first-response?groupBy=product",
        $"no-contact?from={On(30)}", $"no-contact?from={On(30)}&to={On(60)}",
    ];

    /// <summary>What first responses may mean: the built-in meaning, everything that may respond in working hours, and first contacts.</summary>
    private static readonly string[] Definitions = ["first-response/v1", "first-response/v2", "first-response/v3"];

    private static readonly FirstResponseDefinition Everything = FirstResponseDefinition.V1 with
    {
        Responds = [ResponseKind.Answered, ResponseKind.TakenInCharge, ResponseKind.Contacted, ResponseKind.Closed],
        Clock = new ResponseClock.Working(Id<CalendarId>(1), 1),
    };

    private static readonly WorkingHours Office = new("Europe/Berlin", new([new(new(9, 0), new(17, 0))], Thursday: [new(new(0, 0), new(0, 0))]), []);

    private static Story Begun() => new Story().Calendar(1, Office).Proposed(Everything).Proposed(Everything with { Cases = CasesOf.FirstContacts });

    [Fact]
    public async Task A_cut_inside_a_build_equals_folding_only_what_had_happened_by_then()
    {
        foreach (var (seed, facts) in Enumerable.Range(1, Stories).Select(seed => (seed, RandomStory.Tell(new Random(seed), Begun()))))
        {
            var definition = Definitions[seed % Definitions.Length];
            await using var rig = await ReportRig.Of(facts, definition: definition);
            foreach (var cut in new Random(-seed).GetItems(facts.Select(told => told.At).Where(at => at >= Day(0)).Distinct().ToArray(), CutsOfEach))
            {
                var inside = await Answers(rig, cut);
                await rig.Build(new LogUpTo(rig.Log, cut), definition: definition);
                (await Answers(rig, cut)).ShouldBe(inside, $"seed {seed}, {definition} as of {cut:O}");
                await rig.Build(definition: definition);
            }
        }
    }

    /// <summary>Everything but what names the build.</summary>
    private static async Task<List<string>> Answers(ReportRig rig, DateTimeOffset asOf)
    {
        List<string> answers = [];
        foreach (var report in Reports)
        {
            var answer = await rig.Get($"{report}{(report.Contains('?') ? '&' : '?')}limit=1000&asOf={asOf:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}");
            var stamp = answer["stamp"]!.AsObject();
            foreach (var ofTheBuild in new[] { "build", "position", "completeness" }) stamp.Remove(ofTheBuild);
            answers.Add($"{report}: {answer.ToJsonString()}");
        }
        return answers;
    }
}
