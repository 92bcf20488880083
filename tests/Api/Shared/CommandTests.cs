using System.Net;
using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api;

public sealed class CommandTests(RunningApi api) : ApiSpec(api)
{
    [Fact]
    public async Task A_command_answers_the_revision_the_position_and_the_facts()
    {
        var answer = await Post("/api/customers", new { kind = "person", name = "Ann", source = "fair" });

        answer.Status.ShouldBe(Created, answer.Text);
        answer.Json["facts"]!.AsArray().Select(type => type!.GetValue<string>()).ShouldBe(["customer-registered-v1", "customer-source-changed-v1"]);
        answer.Json["revision"]!.GetValue<long>().ShouldBe(1);
        answer.Json["position"]!.GetValue<string>().ShouldNotBeEmpty();
        answer.Headers.ETag!.Tag.ShouldBe("\"1\"");
        answer.Headers.Location!.OriginalString.ShouldBe($"/api/customers/{answer.Json["id"]}");
        answer.Headers.TransferEncodingChunked.ShouldNotBe(true);
    }

    [Fact]
    public async Task A_fact_says_who_did_it_whose_token_wrote_it_and_whom_it_concerns()
    {
        var correlation = Guid.NewGuid();
        var id = (await Post("/api/customers", new { kind = "company", name = "Acme", actor = new { kind = "automation", id = "web-form" }, happenedAt = "2020-02-03" },
            headers: [("X-Correlation-Id", correlation.ToString()), ("X-Seen", "12, 14")])).Json["id"]!.GetValue<Guid>();

        var metadata = (await Facts(id)).Single().Metadata;

        metadata.Actor.ShouldBe(new(EventLog.ActorKind.Automation, "web-form"));
        metadata.RecordedBy.Id.ShouldBe(RunningApi.User(UserRole.Operator).Value.ToString());
        metadata.Customer!.Value.Value.ShouldBe(id);
        metadata.CorrelationId.ShouldBe(correlation);
        metadata.Seen.ShouldBe(["12", "14"]);
        metadata.HappenedAt.ShouldBe(DateTimeOffset.Parse("2020-02-03T00:00:00Z"));
    }

    [Fact]
    public async Task What_is_already_so_answers_and_records_nothing()
    {
        var id = await Customer("Acme");

        var answer = await Post($"/api/customers/{id}/change", new { name = "Acme" });

        answer.Status.ShouldBe(OK, answer.Text);
        answer.Json["facts"]!.AsArray().ShouldBeEmpty();
        (await Facts(id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_names_its_code_and_a_sentence()
    {
        var id = await Customer();
        await Post($"/api/customers/{id}/archive", new { reason = "closed down" });

        (await Post($"/api/customers/{id}/change", new { name = "Other" })).ShouldBeProblem(Conflict, "customer-archived");
    }

    [Fact]
    public async Task An_unknown_record_is_not_found() =>
        (await Post($"/api/customers/{Guid.NewGuid()}/archive", new { reason = "gone" })).ShouldBeProblem(NotFound, "no-such-customer");

    [Fact]
    public async Task A_dry_run_answers_what_would_be_recorded_and_records_nothing()
    {
        var id = await Customer("Acme");

        var answer = await Post($"/api/customers/{id}/change?dryRun=true", new { name = "Acme Ltd" });

        answer.Status.ShouldBe(OK, answer.Text);
        answer.Json["wouldRecord"]![0]!["type"]!.GetValue<string>().ShouldBe("customer-renamed-v1");
        answer.Json["wouldRecord"]![0]!["fact"]!["name"]!.GetValue<string>().ShouldBe("Acme Ltd");
        (await Facts(id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task If_Match_lets_a_command_through_at_the_revision_seen()
    {
        var id = await Customer();

        (await Post($"/api/customers/{id}/change", new { name = "New" }, headers: [("If-Match", "\"0\"")])).Status.ShouldBe(OK);
    }

    [Fact]
    public async Task If_Match_stops_a_command_on_a_record_that_changed_and_shows_it()
    {
        var id = await Customer();
        await Post($"/api/customers/{id}/change", new { name = "Newer" });

        var answer = await Post($"/api/customers/{id}/change", new { name = "Mine" }, headers: [("If-Match", "\"0\"")]);

        answer.ShouldBeProblem(PreconditionFailed, "outdated");
        answer.Json["current"]!["revision"]!.GetValue<long>().ShouldBe(1);
        answer.Json["current"]!["state"]!["phase"]!.GetValue<string>().ShouldBe("active");
        answer.Json["current"]!["state"]!["card"]!["name"]!.GetValue<string>().ShouldBe("Newer");
    }

    [Fact]
    public async Task A_change_dated_before_the_last_one_is_refused()
    {
        var id = await Customer();

        (await Post($"/api/customers/{id}/change", new { name = "Earlier", happenedAt = "2001-01-01T10:00:00+01:00" })).ShouldBeProblem(Conflict, "dated-before-last-change");
    }

    [Fact]
    public async Task Many_at_once_on_one_record_all_end_in_a_fact_or_a_lost_race()
    {
        var id = await Customer();

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i =>
            Post($"/api/customers/{id}/change", new { attributes = new Dictionary<string, string> { [$"a{i}"] = "set" } })));

        var done = answers.Count(answer => answer.Status == OK);
        answers.Where(answer => answer.Status != OK).ShouldAllBe(answer => answer.Code == "lost-race");
        done.ShouldBeGreaterThan(0);
        (await Facts(id)).Count.ShouldBe(1 + done);
    }
}
