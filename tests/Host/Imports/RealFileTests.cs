using System.Diagnostics;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
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
            return outcome;
        }
    }

    /// <summary>The figures the issue gives to check oneself by.</summary>
    [Fact]
    public async Task The_help_desk_answers_as_reported()
    {
        await using var own = await LogOfItsOwn.Open();
        var file = SharedData.Path("helpdesk/helpdesk.csv");
        await new Importer(own.Log, own.Log.ExistingStreams, TimeProvider.System).Run(ImportSource.Open("helpdesk", file), new(Path.GetTempPath()), null, CancellationToken.None);

        var facts = await own.Facts();
        var startedAt = facts.Where(f => f.Fact is AppealRegistered).ToDictionary(f => f.Stream, f => f.HappenedAt);
        var hours = facts.Where(f => f.Fact is AppealAnswered).GroupBy(f => f.Stream, (stream, answers) => (answers.Min(f => f.HappenedAt) - startedAt[stream]).TotalHours).ToList();

        (startedAt.Count, hours.Count, hours.Count(h => h <= 48)).ShouldBe((4_580, 4_569, 1_651));
        Percentile.Of(hours, 0.5)!.Value.ShouldBe(143.5933, 0.0001);
        facts.Count(f => f.Fact is CustomerRegistered).ShouldBe(394);
    }
}
