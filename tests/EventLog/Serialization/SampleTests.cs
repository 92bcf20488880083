using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.EventLog.Tests.Contract;
using EventSourcedCrm.EventLog.Tests.Postgres;
using EventSourcedCrm.Tests.Shared;

namespace EventSourcedCrm.EventLog.Tests.Serialization;

/// <summary>
/// Every stored type has a sample, kept as the bytes once stored (personal values under <see cref="FixedKey"/>), and every sample can
/// still be read. A type without one gets a <c>.received.json</c>: look at it, and rename it to <c>.json</c> to accept it.
/// </summary>
public sealed class SampleTests(PostgresRig rig) : IClassFixture<PostgresRig>
{
    private static readonly CustomerId Ann = new(new("00000000-0000-0000-0000-00000000a11a"));
    private static readonly StreamName Stream = new("sample-1");
    private static readonly byte[] FixedKey = [.. Enumerable.Range(0, 32).Select(n => (byte)n)];

    public static IEnumerable<Type> Stored => typeof(IFact).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(IFact)) && t is { IsClass: true, IsAbstract: false });

    public static TheoryData<string> Names => [.. Stored.Select(FactTypes.NameOf)];

    [Fact]
    public void Every_fact_is_in_the_json_context_under_a_name_of_its_own()
    {
        Stored.Where(type => FactJson.Stored.GetTypeInfo(type) is null).Select(type => $"[JsonSerializable(typeof({type.Name}))]")
            .ShouldBeEmpty("These lines are missing in FactJson.");
        Stored.GroupBy(FactTypes.NameOf).Where(same => same.Count() > 1).Select(same => same.Key).ShouldBeEmpty("These names are taken twice.");
        Stored.Select(FactTypes.NameOf).ShouldAllBe(name => Regex.IsMatch(name, "^[a-z]+(-[a-z]+)*-v[1-9]$"));
    }

    [Fact]
    public void No_sample_is_left_without_its_type() =>
        Directory.GetFiles(Folder(), "*.json").Select(f => Path.GetFileName(f).Split('.')[0]).Except(Stored.Select(FactTypes.NameOf)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_stored_type_has_a_sample_and_still_reads_it(string name)
    {
        await UseFixedKey();
        var codec = new FactCodec(rig.Keys);
        var fact = Filled.Fact(Stored.Single(t => FactTypes.NameOf(t) == name));
        var encoded = (await codec.Encode(Stream, [new(Guid.NewGuid(), fact, Some.Metadata(Ann))], CancellationToken.None)).Single();
        var sample = Path.Combine(Folder(), $"{name}.json");
        if (!File.Exists(sample)) await File.WriteAllBytesAsync(Path.ChangeExtension(sample, ".received.json"), encoded.Data);
        File.Exists(sample).ShouldBeTrue($"There is no sample of {name} yet: rename {name}.received.json if it is right.");

        foreach (var bytes in new[] { encoded.Data, await File.ReadAllBytesAsync(sample) })
        {
            var stored = new CanonicalFact(LogPosition.At(1), Stream, 0, encoded.Id, name, bytes, encoded.Metadata, Some.Noon);
            var decoded = (await codec.Decode([stored], CancellationToken.None)).Single();
            Shown(decoded.Fact).ShouldBe(Shown(fact));
        }
    }

    private async Task UseFixedKey()
    {
        await using var insert = rig.Database.CreateCommand("insert into control.subject_key (customer, key) values ($1, $2) on conflict do nothing");
        insert.Parameters.Add(new() { Value = Ann.Value });
        insert.Parameters.Add(new() { Value = FixedKey });
        await insert.ExecuteNonQueryAsync();
    }

    /// <summary>As reflection sees it, apart from all that is tested here.</summary>
    private static string Shown(IFact fact) => $"{fact.GetType().Name} {JsonSerializer.Serialize(fact, fact.GetType())}";

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Samples");
}
