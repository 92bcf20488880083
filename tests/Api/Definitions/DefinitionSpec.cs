using System.Net;
using System.Text.Json.Nodes;
using EventSourcedCrm.Domain.Users;

namespace EventSourcedCrm.Tests.Api.Definitions;

/// <summary>Definitions proposed, built and published over HTTP: managers propose, the administrator approves.</summary>
public abstract class DefinitionSpec(ReportingApi api) : ApiSpec(api)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Registers a customer who bought once, and answers its id and the position of the purchase.</summary>
    protected async Task<(Guid Id, string Position)> Buyer(string registered, string bought)
    {
        var customer = (await Ok("/api/customers", new { kind = "company", name = "Acme", happenedAt = registered }))["id"]!.GetValue<Guid>();
        return (customer, await Buys(customer, bought));
    }

    protected async Task<string> Buys(Guid customer, string on)
    {
        var pipeline = (await Ok("/api/pipelines", new { name = "Sales", stages = new[] { "new" }, happenedAt = on }))["id"]!.GetValue<Guid>();
        var deal = (await Ok("/api/deals", new { customer, title = "A deal", pipeline, happenedAt = on }))["id"]!.GetValue<Guid>();
        return (await Ok($"/api/deals/{deal}/win", new { amount = 100, happenedAt = on }))["position"]!.GetValue<string>();
    }

    protected async Task<string> Propose(object parameters, string report = "stage") =>
        (await Ok("/api/definitions", new { report, parameters, reason = "what if" }))["definition"]!.GetValue<string>();

    /// <summary>Has it built, and answers the build's name once it is a candidate.</summary>
    protected async Task<string> Built(string definition, string projection = "stages")
    {
        var build = (await Ok("/api/builds", new { projection, definition }, HttpStatusCode.Accepted))["build"]!.GetValue<string>();
        await Until(build, "candidate");
        return build;
    }

    protected async Task<JsonObject> Until(string build, string state)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var answer = await Get($"/api/builds/{build}", UserRole.Manager);
            answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
            if (answer.Json["state"]!.GetValue<string>() == state) return answer.Json;
            answer.Json["state"]!.GetValue<string>().ShouldNotBe("faulted", answer.Text);
            await pause.WaitForNextTickAsync(patience.Token);
        }
    }

    protected async Task<JsonObject> Ok(string path, object body, HttpStatusCode? status = null, UserRole role = UserRole.Manager)
    {
        var answer = await Post(path, body, role);
        ((int)answer.Status).ShouldBeInRange(200, 299, answer.Text);
        if (status is { } expected) answer.Status.ShouldBe(expected, answer.Text);
        return answer.Json;
    }

    protected async Task<JsonObject> Report(string path, string? after = null)
    {
        var answer = await Get($"/api/reports/{path}", UserRole.Manager, after is null ? [] : [("X-Read-After", after)]);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json;
    }

    /// <summary>One customer's stage at an instant, and the definition and state of the build that says so.</summary>
    protected async Task<string> Stage(Guid customer, string asOf, string choice = "", string? after = null)
    {
        var report = await Report($"stage-history?view=states&customer={customer}&asOf={asOf}{choice}", after);
        return $"{report["states"]![0]!["stage"]} under {report["stamp"]!["definition"]} of a {report["stamp"]!["buildState"]} build";
    }
}
