using System.Diagnostics;
using System.Text.Json.Nodes;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Parked;

public sealed class ParkedTests(ReportingApi api) : ApiSpec(api), IClassFixture<ReportingApi>
{
    [Fact]
    public async Task What_is_parked_is_told_with_its_effect_and_left_out_for_a_reason()
    {
        var stranger = new CustomerId(Guid.NewGuid());
        await Record(stranger, new CustomerRenamed("Nobody"), new CustomerRegistered(CustomerKind.Company, "Somebody"));
        var parked = Of(stranger, await Until("/api/parked?projection=customer_directory", text => text.Contains("customer-registered-v1", StringComparison.Ordinal)));
        parked.Count.ShouldBe(2);
        parked[0]!["waits"]!.GetValue<bool>().ShouldBeFalse();
        parked[1]!["waits"]!.GetValue<bool>().ShouldBeTrue();
        parked[0]!["effect"]!.GetValue<string>().ShouldContain($"customer-{stranger.Value} is shown as it was before 1970-01-01, and 2 of its facts wait.");

        var (bad, waiting) = (parked[0]!["position"]!.GetValue<string>(), parked[1]!["position"]!.GetValue<string>());
        (await Skip(waiting)).ShouldBeProblem(Conflict, "parked-only-waits");
        (await Skip("999999")).ShouldBeProblem(Conflict, "nothing-parked");
        (await Post("/api/parked/retry", new { projection = "customer_directory", key = "customer-1" }, UserRole.Admin)).ShouldBeProblem(Conflict, "nothing-parked");
        (await Post("/api/parked/skip", new { projection = "customer_directory", position = bad, reason = "a slip" }, UserRole.Manager)).ShouldBeProblem(Forbidden, "role-needed");
        (await Post("/api/parked/retry", new { projection = "customer_directory", key = $"customer-{stranger.Value}" }, UserRole.Admin)).Status.ShouldBe(Created);

        (await Skip(bad)).Status.ShouldBe(OK);
        await Until($"/api/customers/{stranger.Value}", text => text.Contains("Somebody", StringComparison.Ordinal));
        (await Get($"/api/customers/{stranger.Value}?asOf=2020-01-01")).Json["name"]!.GetValue<string>().ShouldBe("Somebody");
        var left = Of(stranger, await Until("/api/parked?projection=customer_directory", text => !text.Contains($"\"position\":\"{waiting}\"", StringComparison.Ordinal)));
        left.ShouldHaveSingleItem()!["skipped"]!.GetValue<string>().ShouldBe("a slip");
    }

    [Fact]
    public async Task A_report_says_in_its_stamp_what_was_left_out()
    {
        var stranger = new CustomerId(Guid.NewGuid());
        await Record(stranger, new CustomerRenamed("Nobody"));
        var parked = (await Until("/api/parked?projection=stages", text => text.Contains($"{stranger.Value}", StringComparison.Ordinal))).AsArray();
        var position = parked.Single(row => row!["key"]!.GetValue<string>() == $"customer-{stranger.Value}")!["position"]!.GetValue<string>();
        (await Post("/api/parked/skip", new { projection = "stages", position, reason = "a slip" }, UserRole.Admin)).Status.ShouldBeOneOf(OK, Created);
        await Until("/api/reports/stage-history?view=states", text => text.Contains("\"skipped\":1", StringComparison.Ordinal));
    }

    /// <summary>What is parked of one customer: the tests here share an API.</summary>
    private static List<JsonNode?> Of(CustomerId customer, JsonNode parked) => [.. parked.AsArray().Where(row => row!["key"]!.GetValue<string>() == $"customer-{customer.Value}")];

    private Task<Answer> Skip(string position) => Post("/api/parked/skip", new { projection = "customer_directory", position, reason = "a slip" }, UserRole.Admin);

    private async Task<JsonNode> Until(string path, Func<string, bool> holds)
    {
        var patience = Stopwatch.StartNew();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var answer = await Get(path, UserRole.Admin);
            if (holds(answer.Text)) return JsonNode.Parse(answer.Text)!;
            patience.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30), answer.Text);
            await pause.WaitForNextTickAsync();
        }
    }

    private async Task Record(CustomerId customer, params IFact[] facts) => await Api.Log.Append(StreamName.Of("customer", customer.Value), ExpectedRevision.NoStream,
        [.. facts.Select(fact => new NewFact(Guid.NewGuid(), fact, new()
        {
            CorrelationId = Guid.NewGuid(),
            HappenedAt = DateTimeOffset.UnixEpoch,
            Actor = Actor.Person(RunningApi.User(UserRole.Operator)),
            RecordedBy = new(RecorderKind.Program, "tests"),
            Customer = customer,
        }))], default);
}
