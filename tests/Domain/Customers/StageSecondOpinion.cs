using EventSourcedCrm.Domain.Customers;
using NodaTime;

namespace EventSourcedCrm.Domain.Tests.Customers;

/// <summary>
/// What is in force at one instant, worked out from nothing but the words of the definition: slow, in decimals, sharing no
/// code with the timeline.
/// </summary>
internal sealed class StageSecondOpinion(StageHistory history, DateTimeOffset instant)
{
    private readonly List<StageInput> _known = [.. history.Facts.Where(fact => fact.At <= instant)];
    private readonly DateTimeOffset _registeredAt = history.Facts.OfType<StageInput.Registered>().Single().At;

    public sealed record Mark(DateTimeOffset At, string Stream, long Revision, decimal? Amount);

    public (Standing InForce, StageBasis Basis, Standing Rule)? State()
    {
        if (instant < _registeredAt) return null;
        var rule = Rule();
        var winner = _known.OfType<StageInput.OverrideSet>().Where(IsInForce).OrderBy(o => o.Revision).LastOrDefault();
        return winner is null ? (rule, StageBasis.Rule, rule) : (winner.Standing, StageBasis.Manual, rule);
    }

    private bool IsInForce(StageInput.OverrideSet o) =>
        (o.Until is null || (o.At < o.Until && instant < o.Until))
        && !_known.OfType<StageInput.OverrideCleared>().Any(c => c.Revision > o.Revision && c.At >= o.At);

    private Standing Rule()
    {
        var purchases = _known.Where(f => f.Stream.StartsWith("deal-", StringComparison.Ordinal)).GroupBy(f => f.Stream)
            .Select(deal => Stands(deal, history.Definition.PurchaseIs)).OfType<Mark>().Where(p => p.At <= instant && p.Amount >= history.Definition.MinAmount).ToList();
        var declared = _known.OfType<StageInput.DeclaredLost>().Select(d => new Mark(d.At, d.Stream, d.Revision, null));
        var marks = purchases.Concat(declared)
            .OrderBy(m => m.At).ThenBy(m => m.Stream, StringComparer.Ordinal).ThenBy(m => m.Revision).ToList();

        List<Mark> run = [];
        var lost = false;
        foreach (var mark in marks)
        {
            if (run.Count > 0 && LossOf(run) < mark.At) (run, lost) = ([], true);
            if (mark.Amount is null) (run, lost) = ([], true);
            else if (!run.Exists(o => Date(o.At) == Date(mark.At))) (run, lost) = ([.. run, mark], false);
        }

        if (lost || (run.Count > 0 && LossOf(run) <= instant)) return Standing.Lost;
        if (run.Count == 0) return Standing.Potential;
        return run.Count < history.Definition.RegularFrom ? Standing.OneTime : Standing.Regular(Class(run, purchases));
    }

    /// <summary>What a deal counts for after these of its facts.</summary>
    public static Mark? Stands(IEnumerable<StageInput> deal, PurchaseMoment purchaseIs)
    {
        var facts = deal.Distinct().ToList();
        var won = facts.OrderBy(f => f.At).ThenBy(f => f.Revision).Aggregate((Mark?)null, (stands, fact) => fact switch
        {
            StageInput.Won f => new(f.WonAt, f.Stream, f.Revision, f.Amount),
            StageInput.WinCorrected f when stands is not null =>
                new(f.WonAt ?? stands.At, f.Stream, f.Revision, f.Amount ?? stands.Amount),
            StageInput.Delivered => stands,
            _ => null,
        });
        if (won is null || won.Amount <= 0 || purchaseIs == PurchaseMoment.Won) return won;

        var parts = facts.OfType<StageInput.Delivered>().Where(part => part.What == purchaseIs).ToList();
        DateTimeOffset[] full = [.. parts.Select(part => part.At)
            .Where(at => parts.Exists(p => p.At <= at && p.Complete) || parts.Where(p => p.At <= at).Sum(p => p.Amount) >= won.Amount)];
        return full.Length == 0 ? null : won with { At = new[] { full.Min(), won.At }.Max() };
    }

    private DateTimeOffset LossOf(List<Mark> run)
    {
        var silence = run[^1].At.AddHours(24 * history.Definition.LostAfterDays);
        return silence > _registeredAt ? silence : _registeredAt;
    }

    private StageClass Class(List<Mark> run, List<Mark> purchases) => history.Definition.Xyz switch
    {
        XyzMethod.Intervals m => Deviating(2, m.X, m.Y,
            [.. run.Zip(run.Skip(1), (a, b) => (decimal)(b.At - a.At).TotalHours).TakeLast(m.Window)]),
        XyzMethod.Variation m => Deviating(3, m.X, m.Y, Months(m.Months, run[^1], purchases).Select(month => month.Sum())),
        XyzMethod.Coverage m => Covering(m, Months(m.Months, run[^1], purchases)),
        _ => throw new NotSupportedException(),
    };

    private List<decimal[]> Months(int count, Mark occasion, List<Mark> purchases) =>
        [.. Enumerable.Range(0, count).Select(back => Month(occasion.At).PlusMonths(-back))
            .Where(month => month >= Month(_registeredAt))
            .Select(month => purchases.Where(p => p.At <= occasion.At && Month(p.At) == month).Select(p => p.Amount!.Value).ToArray())];

    private static StageClass Deviating(int fewest, decimal x, decimal y, IEnumerable<decimal> values)
    {
        var v = values.ToArray();
        if (v.Length < fewest) return StageClass.Z;
        var (mean, variance) = (v.Sum(), (v.Length * v.Sum(g => g * g)) - (v.Sum() * v.Sum())); // both times n
        return variance <= x * x * mean * mean ? StageClass.X : variance <= y * y * mean * mean ? StageClass.Y : StageClass.Z;
    }

    private static StageClass Covering(XyzMethod.Coverage method, List<decimal[]> months)
    {
        if (months.Count < 3) return StageClass.Z;
        var share = (decimal)months.Count(month => month.Length > 0) / months.Count;
        return share >= method.X ? StageClass.X : share >= method.Y ? StageClass.Y : StageClass.Z;
    }

    private LocalDate Date(DateTimeOffset at) => OffsetDateTime.FromDateTimeOffset(at).InZone(history.Zone).Date;

    private LocalDate Month(DateTimeOffset at) => Date(at).With(DateAdjusters.StartOfMonth);
}
