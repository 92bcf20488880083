using System.Diagnostics;
using EventSourcedCrm.EventLog;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// One reading of the log for several builds. Those begun anew are folded lane after lane, so that what they hold stays small however long the
/// log is, into bare tables with COPY, their keys last; those that have tables go on in large pages. A build leaves when it has
/// come to where it stops, is paused, is given up or fails; the others go on.
/// </summary>
internal sealed class Scan(IEventLog log, NpgsqlDataSource database, Portions portions, TimeSpan lookEvery, IProgress<long>? progress)
{
    private const int CatchUpPage = 20_000;

    /// <summary>Keys, which are most of what is left when the facts are folded, are PostgreSQL's work, and one build's are made one after another.</summary>
    private static readonly int KeysAtOnce = 2 * Environment.ProcessorCount;

    private readonly Advance _advance = new(database);
    private readonly Stopwatch _running = Stopwatch.StartNew();
    private List<Making> _builds = [];
    private TimeSpan _looked;

    /// <summary>Ends with every build that has not left a candidate at the head of the log as it was found.</summary>
    /// <param name="builds">All at one position: at the start with nothing written, or wherever their tables are.</param>
    /// <param name="ct">Leaves the builds as they are written, to be taken up again.</param>
    public async Task Run(IReadOnlyList<Making> builds, CancellationToken ct)
    {
        _builds = [.. builds];
        try
        {
            await BuildProgress.Begin(database, builds, await log.Count(ct), ct);
            if (builds[0].Folding.Checkpoint.Ordinal == 0) await FromTheStart(ct);
            else await GoOn(builds[0].Folding.Checkpoint, ct);
        }
        finally
        {
            foreach (var build in builds) await build.Forget();
        }
    }

    private async Task FromTheStart(CancellationToken ct)
    {
        foreach (var build in _builds) build.Folding.StartBare();
        using var lanes = new Lanes(portions.Facts);
        await PutAside(lanes, ct);
        var folded = lanes.Passed;
        await foreach (var page in DecodedAhead.Pages(log, lanes, ct))
        {
            await Each([.. _builds.Where(build => !build.IsWritten)], build => Fold(build, page, ct), ct);
            folded += page.Facts.Count;
            foreach (var paused in await Pass((lanes.Count + folded) / 2, ct)) paused.Pause();
            if (_builds.Count == 0) return;
        }
        await Finish([.. _builds], ct);
    }

    /// <summary>
    /// Reads the log as far as somebody wants it. Beside it one page after the other is hashed, and the hash is waited for a page late: by then it
    /// is there, as a rule. What nobody has to fold is only counted.
    /// </summary>
    private async Task PutAside(Lanes lanes, CancellationToken ct)
    {
        var read = Task.FromResult(Reading.None);
        await foreach (var page in log.ReadStored(LogPosition.Start, ct))
        {
            foreach (var build in _builds.Where(build => build.Read is null && !build.Wants(page[^1])))
                build.EndReading((await read).With(page.TakeWhile(build.Wants)));
            if (_builds.TrueForAll(build => build.Read is not null))
            {
                foreach (var stored in page.TakeWhile(SomebodyWants)) Take(stored, lanes);
                return;
            }
            var before = read;
            read = Task.Run(async () => (await before).With(page), ct);
            foreach (var stored in page) Take(stored, lanes);
            await before;
            foreach (var paused in await Pass((lanes.Count + lanes.Passed) / 2, ct))
            {
                paused.EndReading(await read);
                paused.Pause();
            }
            if (_builds.TrueForAll(build => build.Read is not null)) return;
        }
        foreach (var build in _builds) build.EndReading(await read);

        bool SomebodyWants(StoredFact stored) => _builds.Exists(build => build.Wants(stored));
    }

    private void Take(StoredFact stored, Lanes lanes)
    {
        foreach (var build in _builds)
            if (build.Reads(stored) && build.Folding.HandlesSome(stored.Kind))
            {
                lanes.Add(stored);
                return;
            }
        lanes.PassOver();
        foreach (var build in _builds)
            if (build.Reads(stored)) build.Folding.PassOver();
    }

    private async Task Fold(Making build, LanePage<Recorded> page, CancellationToken ct)
    {
        build.Folding.FoldBare(page.Facts, build.Read!.Value.End);
        if (!page.EndsLane) return;
        await OrInPages(build, async () =>
        {
            build.Folding.EndLanes();
            if (!build.Folding.HasReady(portions.Bytes)) return;
            await build.Pouring;
            build.Pouring = build.Folding.Pour(build.Tables ??= await build.Folding.Create(database, ct), portions.Bytes, ct);
        }, ct);
    }

    private async Task GoOn(Checkpoint from, CancellationToken ct)
    {
        List<FactPage> pages = [];
        var read = 0L;
        await foreach (var facts in log.ReadAll(from.Position, ct))
        {
            pages.Add(new(facts));
            read += facts.Count;
            if (pages.Sum(waiting => waiting.Facts.Count) >= CatchUpPage || _builds.Exists(build => build.EndsIn(pages[^1]))) await Advance();
            if (await Pass(from.Ordinal + read, ct, begun: from.Ordinal) is { Count: > 0 } paused)
            {
                await Advance();
                _builds.RemoveAll(paused.Contains);
            }
            if (_builds.Count == 0) return;
        }
        await Advance();
        await Finish([.. _builds], ct);

        async Task Advance()
        {
            if (pages.Count == 0) return;
            var page = FactPage.Of([.. pages]);
            pages.Clear();
            await Each(_builds, build => build.Of(page) is { } part ? _advance.By(part, [build.Folding], ct) : Task.CompletedTask, ct);
            await Finish([.. _builds.Where(build => build.EndsIn(page))], ct);
        }
    }

    /// <summary>Writes what is not written yet, and says what they are now.</summary>
    private async Task Finish(List<Making> builds, CancellationToken ct)
    {
        await Each([.. builds.Where(build => build is { Read: not null, IsWritten: false })], build => OrInPages(build, () => Write(build, build.Read!.Value, ct), ct), ct, KeysAtOnce);
        foreach (var build in builds.Where(build => build is { Fault: null, IsPaused: false }))
            await BuildProgress.End(database, build.Name, build.Until is null ? BuildState.Candidate : BuildState.Frozen, null, ct);
        _builds.RemoveAll(builds.Contains);
    }

    /// <summary>From time to time, says how far the builds are and hears what people want of them; and goes no faster than the slowest is to be made.</summary>
    /// <returns>Those that are to wait.</returns>
    private async Task<IReadOnlyList<Making>> Pass(long done, CancellationToken ct, long begun = 0)
    {
        progress?.Report(done);
        IReadOnlyList<Making> paused = _running.Elapsed - _looked > lookEvery ? await Look(done, ct) : [];
        while (paused.Count == 0 && _builds.Min(build => build.Folding.Build.FactsPerSecond) is { } rate
            && TimeSpan.FromSeconds((double)(done - begun) / rate) - _running.Elapsed is { Ticks: > 0 } early)
        {
            await Task.Delay(early < lookEvery ? early : lookEvery, ct);
            paused = await Look(done, ct);
        }
        return paused;
    }

    private async Task<IReadOnlyList<Making>> Look(long done, CancellationToken ct)
    {
        _looked = _running.Elapsed;
        var wishes = await BuildProgress.Tell(database, _builds, done, ct);
        foreach (var build in _builds.Where(build => !wishes.ContainsKey(build.Name))) await build.Forget();
        _builds.RemoveAll(build => !wishes.ContainsKey(build.Name));
        return [.. _builds.Where(build => wishes[build.Name].IsPaused)];
    }

    /// <summary>Builds share nothing but the facts, so that every processor can take one.</summary>
    private async Task Each(List<Making> builds, Func<Making, Task> work, CancellationToken ct, int? atOnce = null)
    {
        await Parallel.ForEachAsync(builds, new ParallelOptions { MaxDegreeOfParallelism = atOnce ?? Environment.ProcessorCount, CancellationToken = ct }, async (build, _) =>
        {
            try
            {
                await work(build);
            }
            catch (Exception error) when (IsOfTheBuild(error))
            {
                build.Fault = error;
            }
        });
        foreach (var build in builds.Where(build => build.Fault is not null).ToList())
        {
            await BuildProgress.End(database, build.Name, BuildState.Faulted, build.Fault!.Message, ct);
            await build.Forget();
            _builds.Remove(build);
        }
    }

    /// <summary>It would come again; a server that is away for a while, or another maker, would not.</summary>
    private static bool IsOfTheBuild(Exception error) => error switch
    {
        OperationCanceledException or LeaseLostException or TimeoutException => false,
        PostgresException { SqlState: var state } => state[..2] is not ("08" or "40" or "53" or "55" or "57" or "58"),
        NpgsqlException => false,
        _ => true,
    };

    /// <summary>Some fact's rows can be neither computed nor written: from empty tables on in pages, which are halved until it is found and parked.</summary>
    private async Task OrInPages(Making build, Func<Task> write, CancellationToken ct)
    {
        try
        {
            await write();
        }
        catch (Exception error) when (Advance.IsAboutTheFacts(error))
        {
            await build.Forget();
            await Write(build, Reading.None, ct);
            await _advance.To(build.Read!.Value.End, build.Folding, log, ct);
        }
    }

    /// <summary>Its tables are there from now on, as they follow from the facts up to there.</summary>
    private async Task Write(Making build, Reading read, CancellationToken ct)
    {
        await build.Pouring;
        await using var tables = build.Tables ?? await build.Folding.Create(database, ct);
        build.Tables = null;
        await BuildProgress.Hold(tables.Connection, build.Name, ct);
        await build.Folding.WriteBare(tables, read, ct);
        await tables.Commit(ct);
        build.Folding.EndBare();
        build.IsWritten = true;
    }
}
