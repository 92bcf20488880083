using System.Text;
using EventSourcedCrm.Domain.Imports;
using EventSourcedCrm.Domain.Organisations;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Imports;

namespace EventSourcedCrm.Host.Tests.Imports;

/// <summary>A folder for files, a log to import them into, and a clock that stands at the middle of 2026.</summary>
public abstract class ImportRig : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 6, 30, 12, 0, 0, TimeSpan.Zero);

    private LogOfItsOwn _own = null!;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("crm-imports-").FullName;

    protected IEventLog Log => _own.Log;

    public async ValueTask InitializeAsync() => _own = await LogOfItsOwn.Open();

    public async ValueTask DisposeAsync()
    {
        await _own.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected async Task BeginAnew()
    {
        await _own.DisposeAsync();
        _own = await LogOfItsOwn.Open();
    }

    protected string Write(string name, params IEnumerable<string> lines) => Write(name, Encoding.UTF8.GetBytes(string.Join("\r\n", lines) + "\r\n"));

    protected string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    protected Task<ImportOutcome> Import(string kind, string path, bool dryRun = false, IEventLog? into = null, CancellationToken ct = default) =>
        new Importer(into ?? Log, _own.Log.ExistingStreams, new Standing()).Run(ImportSource.Open(kind, path), new(Path.Combine(Folder, "rejected"), dryRun), null, ct);

    protected Task<IReadOnlyList<Recorded>> AllFacts() => _own.Facts();

    /// <summary>What was imported, without the import's own record and the organisation's.</summary>
    protected async Task<IReadOnlyList<Recorded>> Facts() => [.. (await AllFacts()).Where(f => f.Fact is not (ImportFact or OrganisationFact))];

    /// <summary>The facts of one kind, in the order of the log.</summary>
    protected async Task<IReadOnlyList<Recorded>> Facts<T>() where T : IFact => [.. (await AllFacts()).Where(f => f.Fact is T)];

    /// <summary>What is to be the same whatever happened on the way.</summary>
    protected async Task<IReadOnlyList<string>> Told() =>
        [.. (await Facts()).Select(f => $"{f.Stream} {f.Revision} {f.Id} {f.HappenedAt:O} {f.Customer} {f.Metadata.Actor} {f.Fact}").Order(StringComparer.Ordinal)];

    protected static DateTimeOffset At(int year, int month, int day, int hour = 0, int minute = 0) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);

    /// <summary>The reasons in a file of rejected rows, each after its line number.</summary>
    protected static IReadOnlyList<string> Reasons(ImportOutcome outcome) => outcome.RejectedFile is not { } path ? [] :
        [.. File.ReadLines(path).Skip(1).Select(line => line.Split(',', 3)).Select(fields => $"{fields[1]} {fields[2]}")];

    private sealed class Standing : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
