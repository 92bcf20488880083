using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Users;

public sealed class UserTests(RunningApi api) : AreaSpec(api, "/api/users")
{
    [Fact]
    public async Task A_user_is_renamed_given_a_role_transferred_deactivated_and_reactivated()
    {
        var id = await Registered("Ann");

        await Does(UserRole.Admin, id, "rename", new { name = "Anna" }, "user-renamed-v1");
        await Does(UserRole.Admin, id, "change-role", """{"role":null}""", "user-role-changed-v1");
        await Does(UserRole.Admin, id, "transfer", new { manager = User(UserRole.Manager), office = "Brno" }, "user-transferred-v1");
        await Does(UserRole.Admin, id, "deactivate", new { }, "user-deactivated-v1");
        (await Ask(id, "rename", new { name = "Eve" }, UserRole.Admin)).ShouldBeProblem(Conflict, "user-inactive");
        await Does(UserRole.Admin, id, "reactivate", new { }, "user-reactivated-v1");

        var shown = await Read($"/{id}");
        shown.Headers.ETag!.Tag.ShouldBe("\"5\"");
        new[] { "name", "office" }.Select(field => shown.Json[field]!.GetValue<string>()).ShouldBe(["Anna", "Brno"]);
        shown.Json["role"].ShouldBeNull();
    }

    [Fact]
    public async Task Bad_input_is_named_and_only_an_admin_may()
    {
        var id = await Registered("Ann");

        (await Post("/api/users", new { role = "king" }, UserRole.Admin)).ShouldName("name", "role");
        (await Post("/api/users", new { name = "Ann", manager = Nobody }, UserRole.Admin)).ShouldName("manager");
        (await Ask(id, "change-role", new { }, UserRole.Admin)).ShouldName("role");
        (await Ask(id, "transfer", new { manager = Nobody, office = "Brno" }, UserRole.Admin)).ShouldName("manager");
        (await Ask(Nobody, "deactivate", new { }, UserRole.Admin)).ShouldBeProblem(NotFound, "no-such-user");
        (await Post("/api/users", new { name = "Ann" }, UserRole.Manager)).ShouldBeProblem(Forbidden, "role-needed");
        (await Post("/api/users", new { name = "Ann" }, null)).ShouldBeProblem(Unauthorized, "token-needed");
    }

    [Fact]
    public async Task Users_are_listed_by_name_with_filters()
    {
        var manager = await Registered("Boss");
        var (b, a) = (await Registered("Bea", manager), await Registered("Abe", manager));
        var gone = await Registered("Cid", manager);
        await Does(UserRole.Admin, gone, "deactivate", new { }, "user-deactivated-v1");

        (await Ids($"manager={manager}", limit: 1)).ShouldBe([a, b]);
        (await Ids($"manager={manager}&role=operator")).ShouldBe([a, b]);
        (await Ids($"manager={manager}&role=admin")).ShouldBeEmpty();
        (await Ids($"manager={manager}&active=false")).ShouldBe([gone]);
    }

    private Task<Guid> Registered(string name, Guid? manager = null) => Make(new { name, role = "operator", manager, office = "Praha" }, UserRole.Admin);
}
