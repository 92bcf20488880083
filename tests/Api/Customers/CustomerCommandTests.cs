using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Customers;

public sealed class CustomerCommandTests(RunningApi api) : ApiSpec(api)
{
    [Fact]
    public async Task A_card_is_changed_field_by_field()
    {
        var id = await Customer();

        await Does(id, "change", new { address = "Hill 1", attributes = new { size = "L" } }, "customer-address-changed-v1", "customer-attribute-changed-v1");
        await Does(id, "change", """{"attributes":{"size":null},"roles":["partner"]}""", "customer-roles-changed-v1", "customer-attribute-changed-v1");
    }

    [Fact]
    public async Task Contact_persons_come_change_and_go()
    {
        var id = await Customer();
        var person = Guid.NewGuid();

        await Does(id, "add-contact-person", new { person, details = new { name = "Eve", position = "CFO", birthday = "--03-17" } }, "contact-person-added-v1");
        await Does(id, "change-contact-person", new { person, details = new { name = "Eve", position = "CEO" } }, "contact-person-changed-v1");
        await Does(id, "remove-contact-person", new { person }, "contact-person-removed-v1");
        (await Post($"/api/customers/{id}/change-contact-person", new { person, details = new { name = "Eve" } })).ShouldBeProblem(NotFound, "no-such-contact-person");
    }

    [Fact]
    public async Task A_customer_gets_a_manager_who_is_a_user()
    {
        var id = await Customer();

        await Does(id, "assign", new { manager = RunningApi.User(UserRole.Manager).Value }, "customer-assigned-v1");
        (await Post($"/api/customers/{id}/assign", new { manager = Guid.NewGuid() })).ShouldName("manager");
    }

    [Fact]
    public async Task A_manager_overrides_and_clears_a_stage_and_declares_a_loss()
    {
        var id = await Customer();

        await Does(id, "override-stage", new { stage = "regular", @class = "x", until = "2100-01-01", reason = "contract signed" }, "customer-stage-overridden-v1");
        await Does(id, "clear-stage-override", new { reason = "contract void" }, "customer-stage-override-cleared-v1");
        await Does(id, "declare-lost", new { reason = "moved away" }, "customer-declared-lost-v1");
        (await Post($"/api/customers/{id}/override-stage", new { stage = "regular", reason = "?" }, UserRole.Manager)).ShouldBeProblem(Conflict, "class-required");
        (await Post($"/api/customers/{id}/override-stage", new { stage = "lost", until = "2001-01-01", reason = "?" }, UserRole.Manager)).ShouldName("until");
    }

    [Fact]
    public async Task A_record_is_archived_and_restored()
    {
        var id = await Customer();

        await Does(id, "archive", new { reason = "closed" }, "customer-archived-v1");
        await Does(id, "restore", new { reason = "reopened" }, "customer-restored-v1");
    }

    private async Task Does(Guid id, string verb, object body, params string[] facts)
    {
        var answer = await Post($"/api/customers/{id}/{verb}", body, UserRole.Manager);
        answer.Status.ShouldBe(OK, answer.Text);
        answer.Json["facts"]!.AsArray().Select(fact => fact!.GetValue<string>()).ShouldBe(facts);
    }
}
