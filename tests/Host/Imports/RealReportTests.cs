using System.Diagnostics;
using EventSourcedCrm.Domain.Tests;
using EventSourcedCrm.Host.Imports;
using EventSourcedCrm.Tests.Api;

namespace EventSourcedCrm.Host.Tests.Imports;

/// <summary>The reports over the public data sets, against figures reckoned by other programs.</summary>
public sealed class RealReportTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_customers_of_a_real_shop_stand_where_they_should()
    {
        await using var rig = await Imported("cdnow", "cdnow/CDNOW_master.txt");

        var states = await Timed(rig, "stage-history?view=states&asOf=1998-01-01T00:00:00Z");
        await Timed(rig, "stage-history?view=matrix");
        await Timed(rig, "stage-history");
        await Timed(rig, "xyz-analysis?from=1997-07-01&to=1998-01-01");
        await Timed(rig, "no-contact?from=1998-01-01");

        states["states"].Of("stage", "class", "customers").ShouldBe(
            ["lost - 17163", "one-time - 1727", "potential - 68", "regular x 1102", "regular y 2206", "regular z 1304"]);
    }

    [Fact]
    public async Task The_appeals_of_a_real_help_desk_were_answered_as_they_were()
    {
        await using var rig = await Imported("helpdesk", "helpdesk/helpdesk.csv");

        var totals = (await Timed(rig, "first-response?groupBy=product"))["totals"]!;

        (totals["cases"]!.GetValue<long>(), totals["answered"]!.GetValue<long>(), totals["within"]!.GetValue<long>()).ShouldBe((4580, 4569, 1651));
        totals["medianHours"]!.GetValue<double>().ShouldBe(143.5933, 0.00005);
    }

    private static async Task<ReportRig> Imported(string kind, string path)
    {
        var file = SharedData.Path(path);
        var rig = await ReportRig.Empty();
        var folder = Directory.CreateTempSubdirectory("crm-import");
        await new Importer(rig.Log, rig.Log.ExistingStreams, TimeProvider.System)
            .Run(ImportSource.Open(kind, file), new(folder.FullName), null, CancellationToken.None);
        folder.Delete(recursive: true);
        await rig.Build();
        return rig;
    }

    private async Task<System.Text.Json.Nodes.JsonObject> Timed(ReportRig rig, string report)
    {
        var answer = await rig.Get(report);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 5; i++) answer = await rig.Get(report);
        output.WriteLine($"{report}: {watch.ElapsedMilliseconds / 5} ms");
        return answer;
    }
}
