using EventSourcedCrm.EventLog;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>What the workers of a process share.</summary>
/// <param name="Feed">What the log tells, decoded once.</param>
/// <param name="Yard">Where builds are made.</param>
/// <param name="Turns">Which they take to advance.</param>
/// <param name="Settings">What builds are folded under at present.</param>
public sealed record Workplace(
    IEventLog Log, NpgsqlDataSource Database, Feed Feed, Yard Yard, Turns Turns, BuildPolicy Policy, Func<CancellationToken, Task<BuildSettings>> Settings,
    TimeProvider Clock, ILogger Logger);
