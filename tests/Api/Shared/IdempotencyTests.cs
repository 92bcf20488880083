using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api;

public sealed class IdempotencyTests(RunningApi api) : ApiSpec(api)
{
    private readonly (string, string) _key = ("Idempotency-Key", Guid.NewGuid().ToString());

    [Fact]
    public async Task The_same_request_under_the_same_key_answers_the_same_and_records_once()
    {
        var first = await Post("/api/customers", new { kind = "company", name = $"Alone {_key}" }, headers: [_key]);
        var again = await Post("/api/customers", new { kind = "company", name = $"Alone {_key}" }, headers: [_key]);

        again.Status.ShouldBe(Created);
        again.Text.ShouldBe(first.Text);
        (await Facts(first.Json["id"]!.GetValue<Guid>())).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_repeated_request_answers_as_it_did_though_the_record_moved_on()
    {
        var id = await Customer();
        var first = await Post($"/api/customers/{id}/change", new { name = "One" }, headers: [_key]);
        await Post($"/api/customers/{id}/change", new { name = "Two" });

        var again = await Post($"/api/customers/{id}/change", new { name = "One" }, headers: [_key]);

        again.Text.ShouldBe(first.Text);
        (await Facts(id)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Another_request_under_the_same_key_is_a_conflict()
    {
        var id = await Customer();
        await Post($"/api/customers/{id}/change", new { name = "One" }, headers: [_key]);

        (await Post($"/api/customers/{id}/change", new { name = "Two" }, headers: [_key])).ShouldBeProblem(Conflict, "idempotency-key-reused");
    }

    [Fact]
    public async Task Keys_belong_to_their_caller()
    {
        var mine = await Post("/api/customers", new { kind = "company", name = "Acme" }, headers: [_key]);
        var theirs = await Post("/api/customers", new { kind = "company", name = "Acme" }, Domain.Users.UserRole.Manager, _key);

        theirs.Json["id"]!.GetValue<Guid>().ShouldNotBe(mine.Json["id"]!.GetValue<Guid>());
    }

    [Fact]
    public async Task A_refused_command_leaves_nothing_behind_and_its_retry_is_decided_afresh()
    {
        var id = await Customer();
        await Post($"/api/customers/{id}/archive", new { reason = "away" });
        (await Post($"/api/customers/{id}/change", new { name = "Back" }, headers: [_key])).Status.ShouldBe(Conflict);
        await Post($"/api/customers/{id}/restore", new { reason = "back" });

        (await Post($"/api/customers/{id}/change", new { name = "Back" }, headers: [_key])).Status.ShouldBe(OK);
    }

    [Fact]
    public async Task The_same_request_racing_itself_records_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Post("/api/customers", new { kind = "company", name = $"Alone {_key}" }, headers: [_key])));

        answers.ShouldAllBe(answer => answer.Status == Created);
        answers.Select(answer => answer.Text).Distinct().ShouldHaveSingleItem();
        (await Facts(answers[0].Json["id"]!.GetValue<Guid>())).Count.ShouldBe(1);
    }
}
