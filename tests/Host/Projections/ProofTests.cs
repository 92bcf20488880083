using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.Host.Demo;
using EventSourcedCrm.Host.Tests.Shared;
using EventSourcedCrm.Projections;
using EventSourcedCrm.Projections.Engine.Proof;
using Npgsql;

namespace EventSourcedCrm.Host.Tests.Projections;

/// <summary>The tables of every projection are proven and mended beside workers at work.</summary>
public sealed class ProofTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_change_planted_at_random_in_every_build_is_found_and_mended_beside_the_workers()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        await using var rig = await ProjectionRig.Open();
        rig.Work(ProjectionCatalog.All, new RandomPages(rig.Log, seed));
        await new DemoCompany(rig.Log).Record(new(Customers: 40, seed, new(2026, 6, 1)), null, CancellationToken.None);
        await rig.AreLevel(ProjectionCatalog.All.Count);
        await using var connection = await rig.Database.OpenConnectionAsync();
        var rows = await Tables.Live(connection, everyColumn: true);
        var planted = await PlantInEveryBuild(connection, new(seed));

        var found = await Verify(rig, repair: true);
        found.Certificates.SelectMany(certificate => certificate.Named).Select(difference => $"{difference.Build}.{difference.Table} {difference.Column}").Order(StringComparer.Ordinal)
            .ShouldBe(planted.Order(StringComparer.Ordinal));
        found.Certificates.ShouldAllBe(certificate => certificate.Differences == 1 && certificate.Standing == 0 && certificate.Named[0].Since != null);
        (await Tables.Live(connection, everyColumn: true)).ShouldEqual(rows);

        await new DemoCompany(rig.Log).Record(new(Customers: 20, seed + 1, new(2026, 6, 1)), null, CancellationToken.None);
        await rig.AreLevel(ProjectionCatalog.All.Count);
        (await Verify(rig)).Certificates.ShouldAllBe(certificate => certificate.Differences == 0);
    }

    [Fact]
    public async Task Rows_are_proven_while_facts_arrive()
    {
        await using var rig = await ProjectionRig.Open();
        rig.Work(ProjectionCatalog.All);
        await new DemoCompany(rig.Log).Record(new(Customers: 20, Seed: 5, new(2026, 6, 1)), null, CancellationToken.None);
        await rig.AreLevel(ProjectionCatalog.All.Count);
        var arriving = new DemoCompany(rig.Log).Record(new(Customers: 60, Seed: 6, new(2026, 6, 1)), null, CancellationToken.None);
        for (var times = 0; times == 0 || !arriving.IsCompleted; times++)
            (await Verify(rig, repair: true)).Certificates.SelectMany(certificate => certificate.Named).ShouldBeEmpty();
        await arriving;
    }

    [Fact]
    public async Task What_is_still_readable_of_an_erased_person_is_told_apart_and_removed()
    {
        await using var rig = await ProjectionRig.Open();
        rig.Work(ProjectionCatalog.All);
        await new DemoCompany(rig.Log).Record(new(Customers: 20, Seed: 3, new(2026, 6, 1)), null, CancellationToken.None);
        await rig.AreLevel(ProjectionCatalog.All.Count);
        await using var connection = await rig.Database.OpenConnectionAsync();
        var customer = (await Tables.Rows(connection, $"select customer_id::text from \"{await Build("customer_directory", connection)}\".customer where phones <> '[]' order by 1 limit 1"))[0];
        await (await SubjectKeys.Open(rig.Database, CancellationToken.None)).Destroy(new(Guid.Parse(customer)), CancellationToken.None);

        await Until.Holds(async () => (await Verify(rig)).Certificates.Any(certificate => certificate.Differences > 0));
        var found = (await Verify(rig, repair: true)).Certificates.SelectMany(certificate => certificate.Named).ToList();
        found.ShouldAllBe(difference => difference.Kind == DifferenceKind.Readable);
        string[] some = ["customer name", "customer name_normalised", "customer phones", "customer_findable keys", "customer_key ", "contact_list_customer name"];
        some.ShouldBeSubsetOf(found.Select(difference => $"{difference.Table} {difference.Column}"));
        (await Verify(rig)).Certificates.ShouldAllBe(certificate => certificate.Differences == 0);
    }

    private static Task<Verified> Verify(ProjectionRig rig, bool repair = false) =>
        new Verification(rig.Log, rig.Database, ProjectionCatalog.All).Run(repair, "tests", CancellationToken.None);

    private static async Task<string> Build(string projection, NpgsqlConnection connection) =>
        (await Tables.Rows(connection, $"select build from control.live where projection = '{projection}'"))[0];

    /// <summary>In one row of a table chosen at random, a column that is not of its key, where there is one.</summary>
    private static async Task<IReadOnlyList<string>> PlantInEveryBuild(NpgsqlConnection connection, Random random)
    {
        List<string> planted = [];
        foreach (var build in await Tables.Rows(connection, "select build from control.live order by 1"))
        {
            var columns = await Tables.Rows(connection, $"""
                select format('%s %s %s', c.table_name, c.column_name, c.data_type) from information_schema.columns c
                where c.table_schema = '{build}' and not exists (
                    select from information_schema.key_column_usage k where k.table_schema = c.table_schema and k.table_name = c.table_name and k.column_name = c.column_name)
                  and (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I', c.table_schema, c.table_name), false, true, '')))[1]::text <> '0'
                order by 1
                """);
            if (columns.Count == 0) continue;
            var (table, column, type) = columns[random.Next(columns.Count)].Split(' ', 3) is [var t, var c, var d] ? (t, c, d) : default;
            await Plant(connection, $"update \"{build}\".{table} set {column} = {Other(column, type)} where ctid = (select ctid from \"{build}\".{table} order by random() limit 1)");
            planted.Add($"{build}.{table} {column}");
        }
        return planted;
    }

    private static string Other(string column, string type) => type switch
    {
        "text" => $"coalesce({column}, '') || ' planted'",
        "uuid" => "gen_random_uuid()",
        "boolean" => $"not coalesce({column}, true)",
        "jsonb" => "'{\"planted\": true}'",
        "date" => $"coalesce({column}, '2020-01-01') + 1",
        "timestamp with time zone" => $"coalesce({column}, '2020-01-01') + interval '1 hour'",
        _ => $"coalesce({column}, 0) + 1",
    };

    private static async Task Plant(NpgsqlConnection connection, string sql)
    {
        await using var plant = new NpgsqlCommand(sql, connection);
        (await plant.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
    }
}
