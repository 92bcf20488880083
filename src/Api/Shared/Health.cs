using EventSourcedCrm.EventLog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Says why requests cannot be served yet, or nothing when they can. The host knows, who runs the workers.</summary>
public delegate Task<IReadOnlyList<string>> Readiness(CancellationToken ct);

/// <summary>Whether the process runs, and whether it can be sent requests: commands and reports are both served.</summary>
internal static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", () => Results.Json(new { status = "live" }));
        health.MapGet("/ready", async (IEventLog log, Readiness readiness, CancellationToken ct) => await Faults(log, readiness, ct) switch
        {
            [] => Results.Json(new { status = "ready" }),
            var faults => new Problem(StatusCodes.Status503ServiceUnavailable, "not-ready", string.Join(" ", faults)).ToResult(),
        });
    }

    private static async Task<IReadOnlyList<string>> Faults(IEventLog log, Readiness readiness, CancellationToken ct)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(Patience);
        try
        {
            await log.Head(limited.Token);
            return await readiness(limited.Token);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested && (Retries.IsTransient(fault) || fault is OperationCanceledException))
        {
            return ["The log or the read models cannot be reached."];
        }
    }
}
