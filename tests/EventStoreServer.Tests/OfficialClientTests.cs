using System.Text.Json;
using EventSourcedCrm.EventStoreServer.Tests.Shared;

namespace EventSourcedCrm.EventStoreServer.Tests;

/// <summary>The server as an independent client sees it, so that our client and our server cannot share a misunderstanding.</summary>
public sealed class OfficialClientTests
{
    [Theory]
    [InlineData("22.10.0")]
    [InlineData("23.10.0")]
    [InlineData("24.10.5")]
    public async Task The_official_client_appends_reads_and_subscribes(string version)
    {
        await using var server = await TestServer.Start(new() { Version = version });

        var seen = await OfficialClient.Check(server.ConnectionString);

        Appends(seen);
        Reads(seen);
        Events(seen, "subscribed by prefix", "type").ShouldBe(["check-begun", "check-went-on", "check-ended", "check-begun", "check-ended"]);
        Events(seen, "subscribed by prefix", "stream").ShouldBe(["check-1", "check-1", "check-1", "check-2", "check-2"]);
    }

    [Fact]
    public async Task The_official_client_finds_the_leader_of_a_cluster_with_certificates_and_users()
    {
        await using var cluster = await TestCluster.Start(3, new() { Tls = true, Users = [new("admin", "changeit")] }, readOnlyReplicas: 1);
        cluster.Elect(cluster.Nodes[2]);

        Appends(await OfficialClient.Check(cluster.ConnectionString));
    }

    private static void Appends(IReadOnlyDictionary<string, JsonElement> seen)
    {
        var (first, repeated, wrong) = (seen["appended to no stream"], seen["repeated"], seen["wrong expected version"]);
        Text(first, "revision").ShouldBe("2");
        Text(first, "commit").ShouldNotBeNull().ShouldBe(Text(first, "prepare"));
        Text(seen["appended at 2"], "revision").ShouldBe("3");
        repeated.ToString().ShouldBe(first.ToString().Replace("appended to no stream", "repeated", StringComparison.Ordinal));
        (wrong.GetProperty("refused").GetBoolean(), Text(wrong, "expected"), Text(wrong, "actual"), Text(wrong, "stream")).ShouldBe((true, "1", "3", "check-1"));
    }

    private static void Reads(IReadOnlyDictionary<string, JsonElement> seen)
    {
        Events(seen, "stream forwards", "id").Take(3).ShouldBe(seen["ids"].GetProperty("ids").EnumerateArray().Select(id => id.GetString()));
        Events(seen, "stream forwards", "revision").ShouldBe(["0", "1", "2", "3"]);
        Events(seen, "stream forwards", "type").ShouldBe(["check-begun", "check-went-on", "other-thing", "check-ended"]);
        Events(seen, "stream forwards", "data").ShouldBe([.. Enumerable.Range(0, 4).Select(number => $$"""{"number":{{number}}}""")]);
        Events(seen, "stream forwards", "metadata").ShouldAllBe(metadata => metadata == """{"by":"npm"}""");
        Events(seen, "stream forwards", "isJson").ShouldAllBe(isJson => isJson == "True");
        Events(seen, "stream forwards", "created").ShouldAllBe(created => DateTimeOffset.UtcNow - DateTimeOffset.Parse(created!) < TimeSpan.FromMinutes(5));
        Events(seen, "stream forwards", "commit").Select(ulong.Parse!).ShouldBeInOrder();
        Events(seen, "stream backwards", "revision").ShouldBe(["3", "2"]);
        Text(seen["no such stream"], "type").ShouldBe("stream-not-found");
        Events(seen, "all backwards", "id").ShouldBe(Events(seen, "stream forwards", "id").Reverse());
        Events(seen, "all backwards", "commit")[1].ShouldBe(Text(seen["appended to no stream"], "commit"));
    }

    private static IReadOnlyList<string?> Events(IReadOnlyDictionary<string, JsonElement> seen, string what, string property) =>
        [.. seen[what].GetProperty("events").EnumerateArray().Select(happened => Text(happened, property))];

    private static string? Text(JsonElement element, string property) => element.GetProperty(property) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : null;
}
