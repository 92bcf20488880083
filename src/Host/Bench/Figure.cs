namespace EventSourcedCrm.Host.Bench;

/// <summary>One measured figure, beside the raw limit measured in the same run where there is one.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">How much it came to.</param>
/// <param name="Unit">Of the value and of the limit.</param>
public sealed record Figure(string Name, double Value, string Unit)
{
    /// <summary>What the machine does at best, by the plainest means.</summary>
    public double? Raw { get; init; }

    /// <summary>What the raw limit is.</summary>
    public string? RawIs { get; init; }

    /// <summary>Median of the rounds' ratios, which is steadier than the ratio of the medians.</summary>
    public double? Ratio { get; init; }

    /// <summary>In words, as the design has it.</summary>
    public string? Target { get; init; }

    /// <summary>Null where nothing was promised.</summary>
    public bool? Met { get; init; }
}
