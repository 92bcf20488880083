using System.Text.Json.Nodes;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Tests.Api.Story;

namespace EventSourcedCrm.Tests.Api.Reports;

/// <summary>The rows of a comparison add up to the difference of its totals, and its totals are those of the reports compared.</summary>
public sealed class ComparisonProperties
{
    private const int Stories = 5;
    private const int PageSize = 2;

    private static readonly string[] OfStages =
    [
        "stage-history?view=states", $"stage-history?view=states&asOf={On(90)}", $"stage-history?view=states&stage=lost&asOf={On(200)}", $"stage-history?view=states&manager={Guid(1)}",
        "stage-history?", $"stage-history?from={On(30)}&to={On(120)}", $"stage-history?arrow=down&includeArchived=true", $"stage-history?stage=regular&asOf={On(60)}",
        $"xyz-analysis?from={On(20)}", $"xyz-analysis?from={On(20)}&to={On(100)}&stage=regular", $"xyz-analysis?from={On(1)}&asOf={On(90)}&arrow=down",
    ];

    private static readonly string[] OfNoContact =
    [
        $"no-contact?from={On(30)}", $"no-contact?from={On(10)}&to={On(60)}", $"no-contact?from={On(10)}&to={On(60)}&stage=lost", $"no-contact?from={On(20)}&asOf={On(40)}&class=x",
        $"no-contact?from={On(30)}&to={On(31)}&manager={Guid(2)}&includeArchived=true",
    ];

    private static readonly string[] OfFirstResponse =
    [
        "first-response?", $"first-response?from={On(10)}&to={On(40)}", $"first-response?asOf={On(45)}&outcome=waiting", $"first-response?asOf={On(50)}&outcome=within&channel=phone",
        $"first-response?manager={Guid(1)}&includeArchived=true", $"first-response?product={Guid(1)}&asOf={On(60)}",
    ];

    [Fact]
    public async Task The_rows_add_up_to_the_difference_of_the_totals_of_the_reports()
    {
        var differences = 0;
        foreach (var seed in Enumerable.Range(1, Stories))
        {
            var random = new Random(seed);
            await using var rig = await ReportRig.Of(RandomStory.Tell(random), AStage(random), ANoContact(random), AFirstResponse(random), AStage(random), ANoContact(random), AFirstResponse(random));
            foreach (var report in OfStages) differences += await AddUp(rig, report, 0, 3, $"seed {seed}: {report}");
            foreach (var report in OfNoContact) differences += await AddUp(rig, report, 1, 4, $"seed {seed}: {report}");
            foreach (var report in OfFirstResponse) differences += await AddUp(rig, report, 2, 5, $"seed {seed}: {report}");
        }
        differences.ShouldBeGreaterThan(50);
    }

    private static async Task<int> AddUp(ReportRig rig, string report, int left, int right, string which)
    {
        var sides = $"&left={rig.Candidates[left]}&right={rig.Candidates[right]}&limit={PageSize}";
        var first = await rig.Compare(report + sides);
        var totals = first["totals"]!.AsArray().ToDictionary(total => total!["total"]!.GetValue<string>(), total => (Left: (long)total!["left"]!, Right: (long)total["right"]!));
        var rows = await Rows(rig, report + sides, first);

        totals.ToDictionary(total => total.Key, total => total.Value.Right - total.Value.Left).Where(total => total.Value != 0).OrderBy(total => total.Key, StringComparer.Ordinal)
            .ShouldBe(Sums(rows), which);
        first["differ"]!.AsObject().Sum(kind => (long)kind.Value!).ShouldBe(rows.Count, which);
        first["causes"]!.AsArray().Sum(cause => (long)cause!["rows"]!).ShouldBe(rows.Count, which);
        var all = totals[first["totals"]![0]!["total"]!.GetValue<string>()];
        (await Count(rig, report, rig.Candidates[left]), await Count(rig, report, rig.Candidates[right])).ShouldBe(all, which);
        return rows.Count;
    }

    private static IEnumerable<KeyValuePair<string, long>> Sums(List<JsonNode> rows) => rows
        .SelectMany(row => row["totals"]!.AsObject()).GroupBy(total => total.Key, total => (long)total.Value!)
        .Select(total => KeyValuePair.Create(total.Key, total.Sum())).Where(total => total.Value != 0).OrderBy(total => total.Key, StringComparer.Ordinal);

    private static async Task<List<JsonNode>> Rows(ReportRig rig, string path, JsonObject page)
    {
        List<JsonNode> rows = [.. page["rows"]!.AsArray().Select(row => row!)];
        while (page["next"] is { } next)
        {
            page = await rig.Compare($"{path}&cursor={next}");
            rows.AddRange(page["rows"]!.AsArray().Select(row => row!));
        }
        return rows;
    }

    /// <summary>How many rows the report itself has, by its own reckoning.</summary>
    private static async Task<long> Count(ReportRig rig, string report, string build)
    {
        var answer = await rig.Get($"{report}&build={build}&limit=1000");
        return answer["states"] is { } states ? states.AsArray().Sum(state => (long)state!["customers"]!) : answer["total"] is { } total ? (long)total : answer["rows"]!.AsArray().Count;
    }

    private static StageDefinition AStage(Random random) => StageDefinition.V1 with
    {
        PurchaseIs = (PurchaseMoment)random.Next(3),
        LostAfterDays = random.GetItems([5, 30, 90, 181], 1)[0],
        RegularFrom = 2 + random.Next(2),
        MinAmount = random.GetItems([0.01m, 6m, 11m], 1)[0],
        Xyz = random.GetItems<XyzMethod>([new XyzMethod.Intervals(2), new XyzMethod.Coverage(), new XyzMethod.Variation(6)], 1)[0],
        Rank = random.Next(2) == 0 ? StageDefinition.V1.Rank : new(5, 4, 3, 2, 1, 0),
    };

    private static FirstResponseDefinition AFirstResponse(Random random) => FirstResponseDefinition.V1 with
    {
        Cases = random.Next(4) == 0 ? CasesOf.FirstContacts : CasesOf.Appeals,
        Responds = random.GetItems<ResponseKind[]>([[ResponseKind.Answered], [ResponseKind.Answered, ResponseKind.TakenInCharge], [ResponseKind.TakenInCharge], [ResponseKind.Closed, ResponseKind.Contacted]], 1)[0],
        ThresholdHours = random.GetItems([6, 24, 48, 49], 1)[0],
        ConversionDays = random.GetItems([7, 90], 1)[0],
        Purchase = new(Definition.Stage, 1 + random.Next(3)),
    };

    private static NoContactDefinition ANoContact(Random random) => NoContactDefinition.V1 with
    {
        Counts = random.GetItems<TouchKind[]>([[TouchKind.ContactCompleted], [TouchKind.AppealAnswered], [TouchKind.ContactCompleted, TouchKind.AppealRegistered]], 1)[0],
        Directions = (ContactDirections)random.Next(3),
        MinDurationMinutes = random.GetItems([0, 3, 6], 1)[0],
        Stages = new(Definition.Stage, 1 + random.Next(3)),
    };
}
