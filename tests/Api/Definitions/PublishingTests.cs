using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Definitions;

public sealed class PublishingTests(ReportingApi api) : DefinitionSpec(api), IClassFixture<ReportingApi>
{
    [Fact]
    public async Task A_definition_is_proposed_built_compared_approved_published_and_rolled_back()
    {
        var (customer, position) = await Buyer("2024-01-01", "2024-01-10");
        var definition = await Propose(new { lostAfterDays = 90 });
        (await Post($"/api/definitions/{definition}/publish", new { reason = "now" }, UserRole.Manager)).ShouldBeProblem(Conflict, "definition-not-approved");
        (await Get($"/api/reports/stage-history?definition={definition}", UserRole.Manager)).ShouldBeProblem(Conflict, "definition-not-built");

        var build = await Built(definition);
        (await Stage(customer, "2024-05-15", after: position)).ShouldBe("one-time under stage/v1 of a live build");
        (await Stage(customer, "2024-05-15", $"&definition={definition}", position)).ShouldBe($"lost under {definition} of a candidate build");
        (await Stage(customer, "2024-05-15", $"&build={build}", position)).ShouldBe($"lost under {definition} of a candidate build");

        (await Post($"/api/definitions/{definition}/approve", new { reason = "mine" }, UserRole.Manager)).ShouldBeProblem(Conflict, "own-definition");
        await Ok($"/api/definitions/{definition}/approve", new { reason = "it is better" }, role: UserRole.Admin);
        var published = await Ok($"/api/definitions/{definition}/publish", new { reason = "agreed" });
        (await Stage(customer, "2024-05-15", after: published["position"]!.GetValue<string>())).ShouldBe($"lost under {definition} of a live build");
        (await Stage(customer, "2024-05-15", "&definition=stage/v1")).ShouldBe("one-time under stage/v1 of a former build");

        var later = await Buys(customer, "2024-06-01");
        (await Stage(customer, "2024-06-02", "&definition=stage/v1", later)).ShouldBe("regular under stage/v1 of a former build");
        (await Stage(customer, "2024-06-02", after: later)).ShouldBe($"one-time under {definition} of a live build");

        var back = await Ok("/api/definitions/stage/roll-back", new { reason = "not so good" });
        (await Stage(customer, "2024-06-02", after: back["position"]!.GetValue<string>())).ShouldBe("regular under stage/v1 of a live build");
        (await Stage(customer, "2024-06-02", $"&definition={definition}")).ShouldBe($"one-time under {definition} of a former build");
    }

    [Fact]
    public async Task A_definition_that_cannot_be_published_is_refused_with_what_to_do()
    {
        var definition = await Propose(new { lostAfterDays = 30 });
        await Ok($"/api/definitions/{definition}/approve", new { reason = "fine" }, role: UserRole.Admin);
        (await Post($"/api/definitions/{definition}/publish", new { reason = "now" }, UserRole.Manager)).ShouldBeProblem(Conflict, "definition-not-built");
        (await Post("/api/definitions/stage/v99/publish", new { reason = "now" }, UserRole.Manager)).ShouldBeProblem(Conflict, "no-such-definition");

        await Ok($"/api/definitions/{definition}/retire", new { reason = "no" });
        (await Post($"/api/definitions/{definition}/publish", new { reason = "now" }, UserRole.Manager)).ShouldBeProblem(Conflict, "definition-retired");
        (await Post("/api/definitions", new { report = "no-contact", parameters = new { }, reason = "nothing" }, UserRole.Manager)).ShouldBeProblem(Conflict, "definition-exists");
    }

    [Theory]
    [InlineData("stage/v1/publish")]
    [InlineData("stage/roll-back")]
    public async Task What_managers_were_told_in_the_past_is_not_given_another_meaning(string command) =>
        (await Post($"/api/definitions/{command}", new { reason = "late", happenedAt = "2024-01-01" }, UserRole.Manager)).ShouldName("happenedAt");

    [Fact]
    public async Task Wrong_parameters_are_named_one_by_one()
    {
        (await Propose(new { lostAfterDays = "many", xyz = new { method = "guess" }, colour = "red" }, BadRequest)).ShouldName("parameters.lostAfterDays", "parameters.xyz.method", "parameters.colour");
        (await Propose(new { regularFrom = 1, xyz = new { window = 1 }, rank = new { lost = 1 } }, BadRequest)).ShouldName("parameters.regularFrom", "parameters.xyz.window", "parameters.rank");
        (await Propose(new { xyz = new { method = "coverage", window = 6 } }, BadRequest)).ShouldName("parameters.xyz.window");
        (await Propose(new { purchase = "stage/v77" }, BadRequest, "first-response")).ShouldName("parameters");
        (await Propose(new { }, BadRequest, "weather")).ShouldName("report");
    }

    [Fact]
    public async Task Only_what_differs_needs_to_be_said()
    {
        await Ok("/api/definitions", new { report = "stage", parameters = new { xyz = new { method = "variation", months = 6 } }, reason = "by sums" });
        var all = await Get("/api/definitions?report=stage", UserRole.Auditor);
        all.Text.ShouldContain("""{"method":"variation","months":6,"x":0.10,"y":0.25}""");
        all.Text.ShouldContain("\"lostAfterDays\":180");
    }

    private Task<Answer> Propose(object parameters, System.Net.HttpStatusCode status, string report = "stage") =>
        Post("/api/definitions", new { report, parameters, reason = "what if" }, UserRole.Manager).ContinueWith(answer =>
        {
            answer.Result.Status.ShouldBe(status, answer.Result.Text);
            return answer.Result;
        }, TaskScheduler.Default);
}
