using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Groups;

public sealed class GroupTests(RunningApi api) : AreaSpec(api, "/api/groups")
{
    [Fact]
    public async Task A_group_is_formed_renamed_and_joined_and_left()
    {
        var id = await Formed("Service");
        var (stays, leaves) = (User(UserRole.Operator), User(UserRole.Admin));

        await Does(UserRole.Manager, id, "rename", new { name = "Second line" }, "group-renamed-v1");
        await Does(UserRole.Manager, id, "add-member", new { member = stays }, "group-member-added-v1");
        await Does(UserRole.Manager, id, "add-member", new { member = leaves }, "group-member-added-v1");
        await Does(UserRole.Manager, id, "remove-member", new { member = leaves }, "group-member-removed-v1");

        var shown = (await Read($"/{id}")).Json;
        shown["name"]!.GetValue<string>().ShouldBe("Second line");
        shown["members"]!.AsArray().Select(member => member!.GetValue<Guid>()).ShouldBe([stays]);
    }

    [Fact]
    public async Task Bad_input_is_named_and_only_a_manager_may()
    {
        var id = await Formed("Service");

        (await Post("/api/groups", new { name = " " }, UserRole.Manager)).ShouldName("name");
        (await Ask(id, "add-member", new { member = Nobody }, UserRole.Manager)).ShouldName("member");
        (await Ask(Nobody, "rename", new { name = "X" }, UserRole.Manager)).ShouldBeProblem(NotFound, "no-such-group");
        (await Post("/api/groups", new { name = "X" })).ShouldBeProblem(Forbidden, "role-needed");
    }

    [Fact]
    public async Task Groups_are_listed_by_name_for_a_member()
    {
        var member = await Make(new { name = "Ann" }, UserRole.Admin, "/api/users");
        var (b, a) = (await Formed("B"), await Formed("A"));
        foreach (var group in new[] { a, b }) await Does(UserRole.Manager, group, "add-member", new { member }, "group-member-added-v1");

        (await Ids($"member={member}", limit: 1)).ShouldBe([a, b]);
    }

    private Task<Guid> Formed(string name) => Make(new { name }, UserRole.Manager);
}
