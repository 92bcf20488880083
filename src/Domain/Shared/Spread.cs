using System.Numerics;

namespace EventSourcedCrm.Domain.Shared;

/// <summary>How far some numbers deviate from their mean: their population standard deviation ÷ mean, decided exactly.</summary>
public readonly struct Spread
{
    private readonly BigInteger _sum;
    private readonly BigInteger _excess; // n·Σv² − (Σv)², which is (n × standard deviation)²

    private Spread(int count, BigInteger sum, BigInteger sumOfSquares) =>
        (_sum, _excess) = (sum, (count * sumOfSquares) - (sum * sum));

    /// <summary>For display; a decision goes through <see cref="IsAtMost"/>.</summary>
    public double Ratio => _sum.IsZero ? 0 : Math.Sqrt((double)_excess) / (double)_sum;

    public static Spread Of(ReadOnlySpan<long> values)
    {
        Int128 sum = 0, squares = 0;
        foreach (var value in values)
        {
            sum += value;
            squares = checked(squares + ((Int128)value * value));
        }
        return new(values.Length, sum, squares);
    }

    public static Spread Of(ReadOnlySpan<decimal> values)
    {
        byte scale = 0;
        foreach (var value in values) scale = Math.Max(scale, value.Scale);
        BigInteger sum = 0, squares = 0;
        foreach (var value in values)
        {
            var whole = Mantissa(value) * BigInteger.Pow(10, scale - value.Scale);
            sum += whole;
            squares += whole * whole;
        }
        return new(values.Length, sum, squares);
    }

    /// <summary>Whether deviation ÷ mean ≤ <paramref name="ratio"/>, as n·Σv² − (Σv)² ≤ ratio²·(Σv)² in whole numbers.</summary>
    public bool IsAtMost(decimal ratio)
    {
        var (above, below) = (Mantissa(ratio), BigInteger.Pow(10, ratio.Scale));
        return _excess * below * below <= above * above * _sum * _sum;
    }

    private static BigInteger Mantissa(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        return new BigInteger(new decimal(bits[0], bits[1], bits[2], value < 0, 0));
    }
}
