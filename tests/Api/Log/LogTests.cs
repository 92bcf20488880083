using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Log;

public sealed class LogTests(RunningApi api) : ApiSpec(api)
{
    [Fact]
    public async Task The_feed_goes_on_where_it_was_left_without_gaps()
    {
        var first = await Customer("First in the feed");
        var next = "0";
        var (streams, seen) = (new List<string>(), new List<string>());
        while (true)
        {
            var feed = await Get($"/api/log?after={next}&limit=3", UserRole.Auditor);
            feed.Status.ShouldBe(OK, feed.Text);
            if (feed.Json["facts"]!.AsArray() is not { Count: > 0 } facts) break;
            facts.Count.ShouldBeLessThanOrEqualTo(3);
            seen.AddRange(facts.Select(fact => fact!["position"]!.GetValue<string>()));
            streams.AddRange(facts.Select(fact => fact!["stream"]!.GetValue<string>()));
            next = feed.Json["next"]!.GetValue<string>();
            if (streams.Contains($"customer-{first}")) break;
        }
        streams.ShouldContain($"customer-{first}");
        seen.Count.ShouldBeGreaterThan(3);
        var positions = await Api.Log.ReadCanonical(LogPosition.Start, default).Select(fact => fact.Position.ToString()).ToListAsync();
        seen.ShouldBe(positions.Take(seen.Count));
    }

    [Fact]
    public async Task A_fact_is_shown_decrypted_with_what_is_said_about_it()
    {
        var registered = await Post("/api/customers", new { kind = "company", name = "Readable" });
        LogPosition.TryParse(registered.Json["position"]!.GetValue<string>(), out var position);
        var earlier = await Api.Log.ReadCanonical(LogPosition.Start, default).Select(fact => fact.Position).Where(p => p < position).ToListAsync();

        var fact = (await Get($"/api/log?after={earlier[^1]}&limit=1", UserRole.Auditor)).Json["facts"]![0]!;

        fact["fact"]!["name"]!.GetValue<string>().ShouldBe("Readable");
        fact["type"]!.GetValue<string>().ShouldBe("customer-registered-v1");
        fact["metadata"]!["actor"]!["kind"]!.GetValue<string>().ShouldBe("person");
        fact["recordedAt"]!.GetValue<string>().ShouldEndWith("+00:00");
    }

    [Fact]
    public async Task Only_auditors_and_admins_read_the_log()
    {
        (await Get("/api/log", UserRole.Admin)).Status.ShouldBe(OK);
        (await Get("/api/log", UserRole.Manager)).ShouldBeProblem(Forbidden, "role-needed");
        (await Get("/api/log?after=x", UserRole.Admin)).ShouldName("after");
        (await Get("/api/log?after=999999999", UserRole.Admin)).ShouldName("after");
    }
}
