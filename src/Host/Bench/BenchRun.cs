using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Bench;

/// <summary>Measures what the design promises, each figure beside its raw limit, in a folder of its own that is removed afterwards.</summary>
public static class BenchRun
{
    public static async Task<IReadOnlyList<Figure>> Run(BenchSettings settings, Action<string> say, CancellationToken ct)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"crm-bench-{Guid.NewGuid():N}");
        try
        {
            await using var storage = await Storage.OpenEmbedded(folder, ct);
            return await Measure(await Ground.Record(storage, settings.Facts, say, ct), settings, say, ct);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Figure>> Measure(Ground ground, BenchSettings settings, Action<string> say, CancellationToken ct)
    {
        List<Figure> figures = [];
        if (settings.Wants(BenchSettings.Rebuild)) Add(await Rebuilds.Measure(ground, ct));
        if (settings.Wants(BenchSettings.Client) && settings.EventStore is { } address) Add(await EventStoreRates.Measure(ground, address, ct));
        if (settings.Wants(BenchSettings.Lag, BenchSettings.Lists, BenchSettings.Reports))
        {
            await using var site = await Started();
            await Settled(site);
            if (settings.Wants(BenchSettings.Lists)) Add(await Answers.OfLists(ground, site, ct));
            if (settings.Wants(BenchSettings.Reports)) Add(await Answers.OfReports(ground, site, ct));
            if (settings.Wants(BenchSettings.Lag)) Add(await LiveLag.Measure(ground, ct));
        }
        if (settings.Wants(BenchSettings.Append, BenchSettings.Command))
        {
            await ground.WriteOut(ct);
            var append = await Appends.Measure(ground, ct);
            Add([append]);
            if (!settings.Wants(BenchSettings.Command)) return figures;
            await using var site = await Started(); // at once, since the machine is faster at one time than at another
            await Settled(site);
            Add(await CommandsOverHttp.Measure(ground, site, append.Value, ct));
        }
        return figures;

        Task<Site> Started()
        {
            say("starting the server and its workers");
            return Site.Open(ground.Storage, ct);
        }

        async Task Settled(Site site)
        {
            await site.Quiet(ct);
            await ground.WriteOut(ct);
        }

        void Add(IReadOnlyList<Figure> measured)
        {
            figures.AddRange(measured);
            foreach (var figure in measured) say($"{figure.Name}: {figure.Value:N1} {figure.Unit}");
        }
    }
}
