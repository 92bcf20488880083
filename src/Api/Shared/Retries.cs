using System.Net.Sockets;
using Npgsql;
using Polly;
using Polly.Retry;

namespace EventSourcedCrm.Api.Shared;

/// <summary>How commands meet trouble, once a first try has met it. The two never wrap each other, so that three tries stay three.</summary>
public sealed class Retries
{
    /// <summary>A lost race is decided again on a fresh read: at once by entering here, then twice more.</summary>
    public ResiliencePipeline<CommandOutcome> LostRaces { get; } = new ResiliencePipelineBuilder<CommandOutcome>()
        .AddRetry(new RetryStrategyOptions<CommandOutcome>
        {
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is CommandOutcome.LostRace),
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(5),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    /// <summary>
    /// Faults of the network or the database that pass by themselves: tried again at once by entering here, then three times more. Repeating is
    /// harmless: fact ids derive from the command.
    /// </summary>
    public ResiliencePipeline<CommandOutcome> Faults { get; } = new ResiliencePipelineBuilder<CommandOutcome>()
        .AddRetry(new RetryStrategyOptions<CommandOutcome>
        {
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is { } fault && IsTransient(fault)),
            MaxRetryAttempts = 3,
            Delay = TimeSpan.FromMilliseconds(100),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    public static bool IsTransient(Exception fault) => fault is NpgsqlException { IsTransient: true } or SocketException or IOException or HttpRequestException;
}
