using System.Net;
using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Definitions;

public sealed class ComparingTests(ReportingApi api) : DefinitionSpec(api), IClassFixture<ReportingApi>
{
    [Fact]
    public async Task A_candidate_is_compared_with_the_live_build_while_facts_arrive()
    {
        var (customer, _) = await Buyer("2024-01-01", "2024-01-10");
        var definition = await Propose(new { lostAfterDays = 90 });
        var build = await Built(definition);
        foreach (var day in new[] { "2024-01-11", "2024-01-12", "2024-01-13" })
        {
            var position = await Buys(customer, day);

            var compared = await Get($"/api/compare/stage-history?view=states&customer={customer}&right={definition}&asOf=2024-05-15", UserRole.Auditor, ("X-Read-After", position));

            compared.Status.ShouldBe(OK, compared.Text);
            compared.Json["left"]!["position"]!.GetValue<string>().ShouldBe(compared.Json["right"]!["position"]!.GetValue<string>());
            compared.Json["right"]!["build"]!.GetValue<string>().ShouldBe(build);
            compared.Json["rows"]![0]!["reason"]!.GetValue<string>().ShouldContain($"under {definition}: no purchase for 90 days since {day}; regular-");
        }
        (await Get($"/api/compare/stage-history?right={definition}")).ShouldBeProblem(Forbidden, "role-needed");
        (await Get("/api/reports/stage-history/explain")).ShouldBeProblem(Forbidden, "role-needed");
    }

    [Fact]
    public async Task Frozen_builds_are_compared_where_they_end_at_one_position()
    {
        var (customer, position) = await Buyer("2024-01-01", "2024-01-10");
        var definition = await Propose(new { lostAfterDays = 60 });
        var builds = (Before: await Frozen("stage/v1", position), Known: await Frozen("stage/v1", await Buys(customer, "2024-01-20")), After: await Frozen(definition, position));

        var compared = await Get($"/api/compare/stage-history?view=states&customer={customer}&left={builds.Before}&right={builds.After}&asOf=2024-04-15", UserRole.Manager);
        var unlevel = await Get($"/api/compare/stage-history?left={builds.Before}&right={builds.Known}", UserRole.Manager);
        var live = await Get($"/api/compare/stage-history?right={builds.Before}", UserRole.Manager);

        compared.Status.ShouldBe(OK, compared.Text);
        compared.Json["rows"].Of("cause").ShouldBe(["lost instead of one-time"]);
        foreach (var refused in new[] { unlevel, live })
        {
            refused.ShouldBeProblem(Conflict, "builds-not-level");
            refused.Json["detail"]!.GetValue<string>().ShouldContain($"Ask for a build under stage/v1 that ends there too: POST /api/builds with \"until\": \"{position}\"");
        }
    }

    private async Task<string> Frozen(string definition, string until)
    {
        var build = (await Ok("/api/builds", new { projection = "stages", definition, until }, HttpStatusCode.Accepted))["build"]!.GetValue<string>();
        await Until(build, "frozen");
        return build;
    }
}
