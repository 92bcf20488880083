namespace EventSourcedCrm.Host.Demo;

/// <summary>How often a customer buys: never, once, at even, uneven or episodic intervals, some with a long pause in between.</summary>
internal sealed class BuyingHabit(Chance chance)
{
    /// <summary>The instants of the purchases, in order.</summary>
    public List<DateTimeOffset> Purchases(DateTimeOffset since, DateTimeOffset until)
    {
        var gaps = Gaps();
        var pauseAfter = chance.OneIn(4) ? chance.Between(2, 6) : int.MaxValue;
        var stopsAfter = chance.OneIn(5) ? chance.Between(2, 8) : int.MaxValue;
        var purchases = new List<DateTimeOffset>();
        var at = chance.WorkingTime(since, chance.Between(3, 60));
        foreach (var gap in gaps)
        {
            if (at > until || purchases.Count == stopsAfter) break;
            purchases.Add(at);
            at = chance.WorkingTime(at, purchases.Count == pauseAfter ? chance.Between(190, 300) : gap);
        }
        return purchases;
    }

    /// <summary>Days between one purchase and the next; as many as there are purchases.</summary>
    private IEnumerable<double> Gaps() => chance.Between(1, 100) switch
    {
        <= 20 => [],
        <= 35 => [0],
        <= 65 => Repeated(chance.Between(20, 60), 0.75, 1.25),
        <= 85 => Repeated(chance.Between(20, 50), 0.1, 2.9),
        _ => Bursts(),
    };

    private IEnumerable<double> Repeated(int days, double least, double most)
    {
        while (true) yield return days * chance.Between(least, most) is var gap && chance.OneIn(6) ? gap * least : gap;
    }

    private IEnumerable<double> Bursts()
    {
        while (true)
        {
            for (var i = chance.Between(2, 4); i > 0; i--) yield return chance.Between(1, 6);
            yield return chance.Between(90, 170);
        }
    }
}
