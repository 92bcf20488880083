using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Definitions;

public sealed class BuildTests(ReportingApi api) : DefinitionSpec(api), IClassFixture<ReportingApi>
{
    [Fact]
    public async Task What_was_recorded_later_is_unknown_to_a_report_as_known_before_and_the_same_whenever_it_is_asked()
    {
        var (customer, before) = await Buyer("2024-03-01", "2024-03-05");
        var knownAt = (await Known(customer)).RecordedAt;
        await Buys(customer, "2024-03-28");
        const string AsOf = "&asOf=2024-04-05";
        (await Stage(customer, "2024-04-05", after: await Buys(customer, "2024-04-03"))).ShouldStartWith("regular");

        var first = await Get($"/api/reports/stage-history?knownAt={before}{AsOf}", UserRole.Manager);
        first.Status.ShouldBe(Accepted, first.Text);
        first.Headers.Location!.ToString().ShouldBe($"/api/builds/{first.Json["build"]}");
        await Until(first.Json["build"]!.GetValue<string>(), "frozen");

        (await Stage(customer, "2024-04-05", $"&knownAt={before}")).ShouldBe("one-time under stage/v1 of a frozen build");
        (await Stage(customer, "2024-04-05", $"&knownAt={knownAt:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}")).ShouldBe("one-time under stage/v1 of a frozen build");
        var once = await Report($"stage-history?knownAt={before}{AsOf}");
        await Buys(customer, "2024-04-04");
        var again = await Report($"stage-history?knownAt={before}{AsOf}");
        again["stamp"]!["sha256"]!.GetValue<string>().ShouldBe(once["stamp"]!["sha256"]!.GetValue<string>());
        again["stamp"]!["build"]!.GetValue<string>().ShouldBe(once["stamp"]!["build"]!.GetValue<string>());

        var after = (await Get($"/api/reports/stage-history?knownAt={before}", UserRole.Manager, ("X-Read-After", await Buys(customer, "2024-04-05"))));
        after.ShouldBeProblem(Conflict, "build-ends-before");
    }

    [Fact]
    public async Task A_build_that_is_made_cannot_wait_any_more_and_is_given_up_for_a_reason()
    {
        await Buyer("2024-03-01", "2024-03-05");
        var build = await Built("stage/v1");
        (await Post($"/api/builds/{build}/pause", new { }, UserRole.Admin)).ShouldBeProblem(Conflict, "build-not-being-made");
        (await Post($"/api/builds/{build}/retire", new { reason = "enough" }, UserRole.Manager)).ShouldBeProblem(Forbidden, "role-needed");
        await Ok($"/api/builds/{build}/retire", new { reason = "enough" }, role: UserRole.Admin);
        await Until(build, "retired");
        (await Get($"/api/reports/stage-history?build={build}", UserRole.Manager)).ShouldBeProblem(Conflict, "no-such-build");
    }

    [Fact]
    public async Task What_cannot_be_built_is_refused_with_what_is_wrong()
    {
        (await Post("/api/builds", new { projection = "weather" }, UserRole.Manager)).ShouldName("projection");
        (await Post("/api/builds", new { projection = "stages", definition = "stage/v88" }, UserRole.Manager)).ShouldName("definition");
        (await Post("/api/builds", new { projection = "stages", definition = "no-contact/v1" }, UserRole.Manager)).ShouldName("definition");
        (await Post("/api/builds", new { projection = "stages", until = "999999999999" }, UserRole.Manager)).ShouldName("until");
        (await Post("/api/builds", new { projection = "stages", until = "soon" }, UserRole.Manager)).ShouldName("until");
        (await Get("/api/reports/stage-history?knownAt=999999999999", UserRole.Manager)).ShouldName("knownAt");
        (await Get("/api/reports/stage-history?build=nothing", UserRole.Manager)).ShouldBeProblem(Conflict, "no-such-build");
        (await Get("/api/reports/stage-history?definition=no-contact/v1", UserRole.Manager)).ShouldName("definition");
        (await Get("/api/builds/nothing", UserRole.Manager)).ShouldBeProblem(NotFound, "not-found");
        foreach (var name in new[] { "%F0%9F%98%80_r1", new string('a', 190) + "_r1", "Stages_r1" })
        {
            (await Get($"/api/builds/{name}", UserRole.Manager)).ShouldBeProblem(NotFound, "not-found");
            (await Post($"/api/builds/{name}/pause", new { }, UserRole.Admin)).ShouldBeProblem(Conflict, "no-such-build");
        }
        var live = (await Get("/api/builds?projection=stages", UserRole.Manager)).Text;
        live.ShouldContain("\"state\":\"live\"");
    }

    private async Task<EventLog.Recorded> Known(Guid customer)
    {
        EventLog.Recorded? last = null;
        await foreach (var page in Api.Log.ReadAll(EventLog.LogPosition.Start, default))
            foreach (var fact in page)
                if (fact.Customer?.Value == customer) last = fact;
        return last!;
    }
}
