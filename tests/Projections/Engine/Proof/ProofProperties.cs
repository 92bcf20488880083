using System.Globalization;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Proof;
using FsCheck;
using FsCheck.Fluent;
using static EventSourcedCrm.Projections.Tests.Given;

namespace EventSourcedCrm.Projections.Tests.Engine.Proof;

public sealed class ProofProperties
{
    [Fact]
    public async Task Whatever_was_folded_and_planted_is_found_named_and_mended_to_what_a_rebuild_gives()
    {
        var workshop = await Workshop.New();
        var cases = from given in RebuildProperties.Logs from planted in Gen.Choose(0, int.MaxValue - 1) select (given, planted);
        Prop.ForAll(cases.ToArbitrary(), told => IsFound(workshop, told.given, told.planted).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    private static async Task<bool> IsFound(Workshop workshop, Given given, int seed)
    {
        var rig = await ProofRig.Of(given, workshop);
        try
        {
            var rebuilt = await rig.Everything();
            (await rig.Verify()).Differences.ShouldBe(0);
            if (await Plant(rig, new(seed)) is not { } table) return true;
            var certificate = await rig.Verify(repair: true);
            certificate.Named.ShouldAllBe(difference => difference.Table == table);
            certificate.Differences.ShouldBeInRange(1, 2);
            certificate.Standing.ShouldBe(0);
            (await rig.Everything()).ShouldBe(rebuilt);
            return (await rig.Verify()).Differences == 0;
        }
        finally
        {
            await using var connection = await workshop.Database.OpenConnectionAsync();
            await Control.Drop(connection, rig.Build.Name, CancellationToken.None);
        }
    }

    /// <summary>Another value in one column of a row, no row, or one row more: in which table.</summary>
    private static async Task<string?> Plant(ProofRig rig, Random random)
    {
        List<Projections.Engine.Tables.Layout> filled = [];
        foreach (var store in new Shelf().Stores)
            if (await rig.Workshop.Query(rig.Build, $"select count(*) from {store.Name}") is not ["0"]) filled.Add(store.Layout);
        if (filled.Count == 0) return null;
        var layout = filled[random.Next(filled.Count)];
        var column = layout.Columns[random.Next(layout.Columns.Count)];
        var one = string.Create(CultureInfo.InvariantCulture, $"ctid = (select ctid from shelf.{layout.Table} offset ({random.Next(3)} % (select count(*) from shelf.{layout.Table})) limit 1)");
        await rig.Plant(random.Next(4) == 0 ? $"delete from shelf.{layout.Table} where {one}" : $"update shelf.{layout.Table} set {column.Name} = {Other(column.Name, column.SqlType)} where {one}");
        return layout.Table;
    }

    private static string Other(string column, string type) => type switch
    {
        "text" => $"{column} || ' planted'",
        "timestamptz" => $"coalesce({column}, 'epoch') + interval '1 hour'",
        _ => $"{column} + 1000",
    };
}
