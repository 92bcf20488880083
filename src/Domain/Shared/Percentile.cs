namespace EventSourcedCrm.Domain.Shared;

/// <summary>Percentiles as reports mean them: linear interpolation between closest ranks, PostgreSQL's <c>percentile_cont</c>.</summary>
public static class Percentile
{
    /// <summary>The value below which <paramref name="fraction"/> (0 to 1) of the values lie; null of nothing.</summary>
    public static double? Of(IEnumerable<double> values, double fraction)
    {
        if (fraction is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "From 0 to 1.");
        var sorted = values.ToArray();
        if (sorted.Length == 0) return null;

        Array.Sort(sorted);
        var rank = fraction * (sorted.Length - 1);
        var (below, above) = (sorted[(int)Math.Floor(rank)], sorted[(int)Math.Ceiling(rank)]);
        return below + ((above - below) * (rank - Math.Floor(rank)));
    }
}
