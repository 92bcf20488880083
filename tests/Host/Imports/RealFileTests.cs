using System.Diagnostics;
using EventSourcedCrm.Domain.Tests;
using EventSourcedCrm.Host.Imports;

namespace EventSourcedCrm.Host.Tests.Imports;

/// <summary>The public data sets, as they are.</summary>
public sealed class RealFileTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("cdnow", "cdnow/CDNOW_master.txt", 69_659, 0)]
    [InlineData("helpdesk", "helpdesk/helpdesk.csv", 21_348, 0)]
    [InlineData("crm-opportunities", "crm-sales-opportunities/sales_pipeline.csv", 8_800, 1_425)]
    public async Task A_real_file_is_imported_once(string kind, string path, long rows, long rejected)
    {
        await using var own = await LogOfItsOwn.Open();
        var rejectedFolder = Directory.CreateTempSubdirectory("crm-import");
        var importer = new Importer(own.Log, own.Log.ExistingStreams, TimeProvider.System);

        var first = await Import();
        (first.Read, first.Accepted, first.Unchanged, first.Rejected).ShouldBe((rows, rows - rejected, 0, rejected));

        var second = await Import();
        (second.Read, second.Accepted, second.Unchanged, second.Rejected, second.FactsAppended).ShouldBe((rows, 0, rows - rejected, rejected, 0));
        rejectedFolder.Delete(recursive: true);

        async Task<ImportOutcome> Import()
        {
            var watch = Stopwatch.StartNew();
            var outcome = await importer.Run(ImportSource.Open(kind, SharedData.Path(path)), new(rejectedFolder.FullName), null, CancellationToken.None);
            output.WriteLine($"{kind}: {outcome.FactsAppended} facts in {watch.Elapsed.TotalSeconds:F1} s, {outcome.FactsAppended / watch.Elapsed.TotalSeconds:F0} a second");
            output.WriteLine(outcome.ToString());
            if (outcome.RejectedFile is { } file) output.WriteLine(File.ReadAllText(file)[..400]);
            return outcome;
        }
    }
}
