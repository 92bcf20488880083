using System.Collections.Concurrent;
using System.Diagnostics;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;

namespace EventSourcedCrm.Host.Bench;

/// <summary>How long after an append's answer its row can be queried, while 1,000 facts a second arrive.</summary>
internal static class LiveLag
{
    private const int PerSecond = 1_000;
    private const string Projection = "contact_list";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Figure>> Measure(Ground ground, CancellationToken ct)
    {
        Awaited row = new(), everywhere = new();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watching = Watch(ground, row, everywhere, done.Token);
        var started = Stopwatch.GetTimestamp();
        List<Task> appends = [];
        while (Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < WarmUp + Long)
        {
            for (var due = (int)(elapsed.TotalSeconds * PerSecond) - appends.Count; due > 0; due--) appends.Add(Append(counts: elapsed > WarmUp));
            await Task.Delay(2, ct);
        }
        await Task.WhenAll(appends);
        while (!row.IsEmpty || !everywhere.IsEmpty) await Task.Delay(5, ct);
        await done.CancelAsync();
        await watching;
        return [.. row.Figures($"live lag at 1,000 facts/s to a row of {Projection}"), .. everywhere.Figures("live lag at 1,000 facts/s to every projection")];

        async Task Append(bool counts)
        {
            var (position, answered) = ((await ground.AppendContact(ct)).Position, Stopwatch.GetTimestamp());
            if (!counts) return;
            row.Add(position, answered);
            everywhere.Add(position, answered);
        }
    }

    /// <summary>A row becomes visible with the checkpoint of its transaction.</summary>
    private static async Task Watch(Ground ground, Awaited row, Awaited everywhere, CancellationToken ct)
    {
        await using var connection = await ground.Storage.ReadModels.OpenConnectionAsync(ct);
        while (!ct.IsCancellationRequested)
        {
            var live = (await Control.Builds(connection, null, CancellationToken.None)).Where(b => b.Build.State == BuildState.Live).ToList();
            row.Reached(live.Single(b => b.Build.Projection == Projection).Checkpoint.Position);
            everywhere.Reached(live.Min(b => b.Checkpoint.Position));
            await Task.Delay(1, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class Awaited
    {
        private readonly ConcurrentQueue<(LogPosition Position, long Answered)> _waiting = [];
        private readonly List<double> _lags = [];

        public bool IsEmpty => _waiting.IsEmpty;

        public void Add(LogPosition position, long answered) => _waiting.Enqueue((position, answered));

        public void Reached(LogPosition position)
        {
            while (_waiting.TryPeek(out var first) && first.Position <= position && _waiting.TryDequeue(out first))
                _lags.Add(Stopwatch.GetElapsedTime(first.Answered).TotalMilliseconds);
        }

        public IEnumerable<Figure> Figures(string name)
        {
            var p99 = Rounds.P99(_lags);
            yield return new($"{name}, p50", Rounds.Median(_lags), "ms");
            yield return new($"{name}, p99", p99, "ms") { Target = "≤ 200", Met = p99 <= 200 };
        }
    }
}
