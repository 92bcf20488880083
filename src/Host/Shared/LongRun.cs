using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace EventSourcedCrm.Host.Shared;

/// <summary>How far something long has come: what is done of what there is to do, and the facts appended for it.</summary>
public readonly record struct HowFar(long Done, long Total, long Facts);

/// <summary>Shows how far something long has come, with its rate and the time left: a bar on a terminal, plain lines elsewhere.</summary>
public static class LongRun
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(2);

    /// <param name="console">Where to show it.</param>
    /// <param name="title">What is done, and of what, as in "cdnow, rows".</param>
    /// <param name="run">Does it, telling how far it is.</param>
    public static Task<T> Show<T>(IAnsiConsole console, string title, Func<IProgress<HowFar>, Task<T>> run) =>
        console.Profile.Capabilities.Interactive && !Console.IsOutputRedirected
            ? console.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(context => run(new Bar(context.AddTask(""), title)))
            : run(new Lines(console, title));

    private static string Sentence(string title, HowFar now, TimeSpan elapsed) => string.Create(CultureInfo.InvariantCulture,
        $"{title}: {now.Done} of {now.Total}, {now.Facts} facts, {now.Facts / Math.Max(0.001, elapsed.TotalSeconds):F0} a second");

    private sealed class Bar(ProgressTask task, string title) : IProgress<HowFar>
    {
        private readonly Stopwatch _running = Stopwatch.StartNew();

        public void Report(HowFar now)
        {
            task.MaxValue = Math.Max(1, now.Total);
            task.Value = now.Done;
            task.Description = Markup.Escape(Sentence(title, now, _running.Elapsed));
        }
    }

    private sealed class Lines(IAnsiConsole console, string title) : IProgress<HowFar>
    {
        private readonly Stopwatch _running = Stopwatch.StartNew();
        private readonly Lock _lock = new();
        private TimeSpan _next = BetweenLines;

        public void Report(HowFar now)
        {
            lock (_lock)
            {
                if (_running.Elapsed < _next && now.Done < now.Total) return;
                _next = _running.Elapsed + BetweenLines;
                console.WriteLine(Sentence(title, now, _running.Elapsed) + (now.Done == 0 ? "" : $", {Left(now):hh\\:mm\\:ss} left"));
            }
        }

        private TimeSpan Left(HowFar now) => _running.Elapsed * ((double)(now.Total - now.Done) / now.Done);
    }
}
