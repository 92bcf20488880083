namespace EventSourcedCrm.Host.Bench;

/// <summary>How much to measure on, and what.</summary>
/// <param name="Facts">At least so many facts of made-up companies are recorded first.</param>
/// <param name="Only">One of <see cref="Names"/>; all where none is named.</param>
public sealed record BenchSettings(int Facts, string? Only)
{
    public const string Append = "append", Command = "command", Rebuild = "rebuild", Lag = "lag", Lists = "lists", Reports = "reports";

    public static readonly string[] Names = [Append, Command, Rebuild, Lag, Lists, Reports];

    public bool Wants(params ReadOnlySpan<string> names) => Only is null || names.Contains(Only);
}
