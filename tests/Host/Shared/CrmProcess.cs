using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace EventSourcedCrm.Host.Tests.Shared;

/// <summary>What a command of the program said, and with what exit code it ended.</summary>
internal sealed record Said(int ExitCode, string Output, string Errors);

/// <summary>The program itself, in a process of its own.</summary>
internal sealed class CrmProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly StringBuilder _output = new(), _errors = new();

    private CrmProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    public static CrmProcess Start(params IEnumerable<string> arguments) => Start(eventLog: null, arguments);

    /// <param name="eventLog">What CRM__EVENTLOG says.</param>
    /// <param name="arguments">What the program is told.</param>
    public static CrmProcess Start(string? eventLog, IEnumerable<string> arguments)
    {
        // A test run in the background ignores Ctrl-C, and its children would too.
        string[] command = ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "EventSourcedCrm.Host.dll"), .. arguments];
        var start = new ProcessStartInfo("env", command) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (eventLog is not null) start.Environment["CRM__EVENTLOG"] = eventLog;
        return new(Process.Start(start)!);
    }

    /// <summary>Starts it and waits for its end.</summary>
    public static Task<Said> Run(params IEnumerable<string> arguments) => Run(eventLog: null, arguments);

    public static async Task<Said> Run(string? eventLog, IEnumerable<string> arguments)
    {
        using var process = Start(eventLog, arguments);
        return await process.End();
    }

    public async Task<Said> End()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return new(_process.ExitCode, Text(_output), Text(_errors));
    }

    /// <summary>Ctrl-C.</summary>
    public Task Interrupt() => Signal("INT");

    /// <summary>Stops it where it is, as a machine out of memory or a paused container does: its connections stay open and silent.</summary>
    public Task Freeze() => Signal("STOP");

    public Task Thaw() => Signal("CONT");

    public async Task Kill()
    {
        if (!_process.HasExited) _process.Kill();
        await End();
    }

    /// <summary>Waits until it has said the word on its output.</summary>
    public Task Says(string word) => Until.Holds(() => Task.FromResult(Text(_output).Contains(word, StringComparison.Ordinal) || HasExited));

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private async Task Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static void Add(StringBuilder text, string? line)
    {
        lock (text)
            if (line is not null) text.AppendLine(line);
    }

    private static string Text(StringBuilder text)
    {
        lock (text) return text.ToString();
    }
}

/// <summary>Waits for what is bound to come.</summary>
internal static class Until
{
    public static async Task Holds(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition()) await pause.WaitForNextTickAsync(patience.Token);
    }
}
