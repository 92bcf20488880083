using EventSourcedCrm.Domain.Shared;
using NodaTime;

namespace EventSourcedCrm.Domain.Customers;

/// <summary>The class of a regular customer at an occasion (reports.md, stage/v1, rule 3 and “Other methods”).</summary>
internal sealed class Regularity(XyzMethod method, LocalDate registeredOn)
{
    private const int FewestGaps = 2;
    private const int FewestMonths = 3;

    private readonly Dictionary<int, decimal>? _sums = method is XyzMethod.Intervals ? null : [];

    /// <summary>Counts a purchase, of this run or not.</summary>
    public void Count(LocalDate on, decimal amount)
    {
        if (_sums is null) return;
        var month = on.MonthNumber();
        _sums[month] = _sums.GetValueOrDefault(month) + amount;
    }

    public Judgement Judge(List<Occasion> run) => method switch
    {
        XyzMethod.Intervals m => ByGaps(m, run),
        XyzMethod.Coverage m => ByCoverage(m, MonthsUpTo(run[^1].On, m.Months)),
        XyzMethod.Variation m => BySums(m, MonthsUpTo(run[^1].On, m.Months)),
        _ => throw new NotSupportedException($"No such method: {method}."),
    };

    public string Explain(Judgement judged) => method switch
    {
        XyzMethod.Intervals when judged.Considered < FewestGaps => "too few gaps between them to judge",
        XyzMethod.Intervals => $"the last {judged.Considered} gaps deviate by {judged.Spread.Ratio:0.####} of their mean",
        _ when judged.Considered < FewestMonths => "too few months since the registration to judge",
        XyzMethod.Coverage => $"purchases in {judged.Covered} of the last {judged.Considered} months",
        _ => $"the sums of the last {judged.Considered} months deviate by {judged.Spread.Ratio:0.####} of their mean",
    };

    private static Judgement ByGaps(XyzMethod.Intervals method, List<Occasion> run)
    {
        var gaps = new long[Math.Min(method.Window, run.Count - 1)];
        if (gaps.Length < FewestGaps) return new(StageClass.Z, gaps.Length);

        for (var i = 0; i < gaps.Length; i++) gaps[i] = (run[^(i + 1)].At - run[^(i + 2)].At).Ticks;
        var spread = Spread.Of(gaps);
        return new(ByDeviation(spread, method.X, method.Y), gaps.Length, spread);
    }

    private Judgement ByCoverage(XyzMethod.Coverage method, Range months)
    {
        var (considered, covered) = (Length(months), 0);
        if (considered < FewestMonths) return new(StageClass.Z, considered);

        for (var month = months.Start.Value; month < months.End.Value; month++)
        {
            if (_sums!.ContainsKey(month)) covered++;
        }
        var @class = covered >= method.X * considered ? StageClass.X
            : covered >= method.Y * considered ? StageClass.Y
            : StageClass.Z;
        return new(@class, considered, Covered: covered);
    }

    private Judgement BySums(XyzMethod.Variation method, Range months)
    {
        var considered = Length(months);
        if (considered < FewestMonths) return new(StageClass.Z, considered);

        var sums = new decimal[considered];
        for (var i = 0; i < considered; i++) sums[i] = _sums!.GetValueOrDefault(months.Start.Value + i);
        var spread = Spread.Of(sums);
        return new(ByDeviation(spread, method.X, method.Y), considered, spread);
    }

    private static StageClass ByDeviation(Spread spread, decimal x, decimal y) =>
        spread.IsAtMost(x) ? StageClass.X : spread.IsAtMost(y) ? StageClass.Y : StageClass.Z;

    /// <summary>The calendar months ending with the date's own, without those before the registration's.</summary>
    private Range MonthsUpTo(LocalDate date, int count)
    {
        var last = date.MonthNumber();
        return new(Math.Max(last - count + 1, registeredOn.MonthNumber()), last + 1);
    }

    private static int Length(Range months) => months.End.Value - months.Start.Value;
}

/// <summary>A class with the numbers that decided it: gaps or months considered, months covered, deviation.</summary>
internal readonly record struct Judgement(StageClass Class, int Considered, Spread Spread = default, int Covered = 0);
