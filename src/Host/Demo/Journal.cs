using System.Globalization;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Demo;

/// <summary>What happened in the company, kept until it is appended in the order in which it happened.</summary>
/// <param name="key">What all ids of the company follow from.</param>
/// <param name="end">Nothing has happened after it.</param>
internal sealed class Journal(string key, DateTimeOffset end)
{
    private const int AppendsAtOnce = 512;

    private sealed record Entry(StreamName Stream, long Revision, DateTimeOffset At, IReadOnlyList<NewFact> Facts);

    private List<Entry> _entries = [];

    public static Recorder Recorder { get; } = new(RecorderKind.Program, "demo");

    public DateTimeOffset End => end;

    public Guid NewId(string category, int number, int index = 0) =>
        DerivedId.From("demo", key, category, number.ToString(CultureInfo.InvariantCulture), index.ToString(CultureInfo.InvariantCulture));

    public FactMetadata Metadata(Guid commandId, DateTimeOffset at, Actor actor, CustomerId? customer) => new()
    {
        CorrelationId = DerivedId.From("demo", key),
        HappenedAt = at,
        Actor = actor,
        RecordedBy = Recorder,
        Customer = customer,
        CommandId = commandId.ToString("D"),
    };

    /// <param name="revision">The stream's last revision before the facts, -1 for a new one.</param>
    public void Add(StreamName stream, long revision, DateTimeOffset at, IReadOnlyList<NewFact> facts) => _entries.Add(new(stream, revision, at, facts));

    /// <summary>Appends everything kept so far, hundreds of appends at once; what was appended by an earlier, broken off run is not appended again.</summary>
    /// <param name="appended">Told after every append how many facts it had.</param>
    public async Task Append(IEventLog log, Action<int> appended, CancellationToken ct)
    {
        using var places = new SemaphoreSlim(AppendsAtOnce);
        var last = new Dictionary<StreamName, Task>();
        var entries = _entries.OrderBy(entry => entry.At).ToList(); // stable: what a stream has at one instant keeps its order
        _entries = [];
        foreach (var entry in entries)
        {
            if (ct.IsCancellationRequested) break;
            await places.WaitAsync(CancellationToken.None);
            last[entry.Stream] = AppendAfter(last.GetValueOrDefault(entry.Stream, Task.CompletedTask), entry);
        }
        await Task.WhenAll(last.Values);

        async Task AppendAfter(Task before, Entry entry)
        {
            try
            {
                await before;
                await log.Append(entry.Stream, entry.Revision < 0 ? ExpectedRevision.NoStream : ExpectedRevision.At(entry.Revision), entry.Facts, CancellationToken.None);
                appended(entry.Facts.Count);
            }
            finally
            {
                places.Release();
            }
        }
    }
}
