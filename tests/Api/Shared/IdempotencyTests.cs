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
    public async Task A_repeated_creation_answers_as_it_did_though_the_record_moved_on()
    {
        var first = await Post("/api/customers", new { kind = "company", name = $"Alone {_key}" }, headers: [_key]);
        var id = first.Json["id"]!.GetValue<Guid>();
        await Post($"/api/customers/{id}/change", new { name = "Another" });

        var again = await Post("/api/customers", new { kind = "company", name = $"Alone {_key}" }, headers: [_key]);

        again.Status.ShouldBe(Created);
        again.Text.ShouldBe(first.Text);
        (await Facts(id)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Another_creation_under_the_same_key_is_a_conflict()
    {
        var first = await Post("/api/customers", new { kind = "company", name = $"Alone {_key}" }, headers: [_key]);

        (await Post("/api/customers", new { kind = "company", name = $"Other {_key}" }, headers: [_key])).ShouldBeProblem(Conflict, "idempotency-key-reused");

        (await Facts(first.Json["id"]!.GetValue<Guid>())).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Records_made_under_keys_that_grow_with_time_have_ids_that_do()
    {
        var start = DateTimeOffset.UtcNow;
        List<Guid> ids = [];
        for (var second = 0; second < 5; second++)
        {
            (string, string) key = ("Idempotency-Key", Guid.CreateVersion7(start.AddSeconds(second)).ToString());
            ids.Add((await Post("/api/customers", new { kind = "company", name = $"Number {second} {key}" }, headers: [key])).Json["id"]!.GetValue<Guid>());
        }

        ids.ShouldAllBe(id => id.Version == 7);
        ids.ShouldBe(ids.Order());
    }

    [Fact]
    public async Task A_record_made_without_a_key_has_an_id_that_grows_with_time()
    {
        var id = (await Post("/api/customers", new { kind = "company", name = $"Alone {_key}" })).Json["id"]!.GetValue<Guid>();

        id.Version.ShouldBe(7);
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
