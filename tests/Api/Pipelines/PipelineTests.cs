using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Pipelines;

public sealed class PipelineTests(RunningApi api) : AreaSpec(api, "/api/pipelines")
{
    [Fact]
    public async Task A_pipeline_is_defined_renamed_and_gets_other_stages()
    {
        var id = await Make(new { name = "Sales", stages = new[] { "new", "offer" } }, UserRole.Manager);

        await Does(UserRole.Manager, id, "rename", new { name = "Export" }, "pipeline-renamed-v1");
        await Does(UserRole.Manager, id, "change-stages", new { stages = new[] { "offer", "customs" } }, "pipeline-stages-changed-v1");

        var shown = (await Read($"/{id}")).Json;
        shown["name"]!.GetValue<string>().ShouldBe("Export");
        shown["stages"]!.AsArray().Select(stage => stage!.GetValue<string>()).ShouldBe(["offer", "customs"]);
        (await Ids("", limit: 1)).ShouldContain(id);
    }

    [Fact]
    public async Task Bad_input_is_named_and_only_a_manager_may()
    {
        (await Post("/api/pipelines", new { name = "Sales" }, UserRole.Manager)).ShouldName("stages");
        (await Post("/api/pipelines", new { name = "Sales", stages = new[] { " " } }, UserRole.Manager)).ShouldName("stages[0]");
        (await Post("/api/pipelines", new { name = "Sales", stages = Array.Empty<string>() }, UserRole.Manager)).ShouldBeProblem(Conflict, "no-stages");
        (await Post("/api/pipelines", new { name = "Sales", stages = new[] { "a", "a" } }, UserRole.Manager)).ShouldBeProblem(Conflict, "stage-named-twice");
        (await Ask(Nobody, "rename", new { name = "X" }, UserRole.Manager)).ShouldBeProblem(NotFound, "no-such-pipeline");
        (await Post("/api/pipelines", new { name = "Sales", stages = new[] { "a" } })).ShouldBeProblem(Forbidden, "role-needed");
    }
}
