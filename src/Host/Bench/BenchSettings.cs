namespace EventSourcedCrm.Host.Bench;

/// <summary>How much to measure on, and what.</summary>
/// <param name="Facts">About so many facts of a made-up company are recorded first; it has a tenth as many customers.</param>
/// <param name="Only">One of <see cref="Names"/>; all where none is named.</param>
/// <param name="EventStore">The server to measure our client with; without one it is not measured.</param>
public sealed record BenchSettings(int Facts, string? Only, string? EventStore)
{
    public const string Append = "append", Command = "command", Rebuild = "rebuild", Lag = "lag", Lists = "lists", Reports = "reports", Client = "eventstore";

    public static readonly string[] Names = [Append, Command, Rebuild, Lag, Lists, Reports, Client];

    public bool Wants(params ReadOnlySpan<string> names) => Only is null || names.Contains(Only);
}
