namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// Appends that will share a transaction. Each is placed and hashed as it comes, as if the log were to end where the group ahead leaves it and every
/// stream where its appends expect it: so the group can be sent as soon as its turn comes. Who stores it sees whether all that was true.
/// </summary>
internal sealed class PendingGroup
{
    private const int MaxAppends = 512;
    private const long MaxBytes = 4 << 20;

    /// <summary>How old its instant may be when a group is stored: who asks now what was known then is to be told the same later.</summary>
    private static readonly TimeSpan OldestInstant = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider _clock;
    private readonly List<PendingAppend> _appends = [];
    private readonly List<Answer> _answers = [];
    private readonly List<CanonicalFact> _facts = [];
    private readonly List<byte[]> _hashes = [];
    private readonly List<(string Stream, long Revision)> _expected = [];
    private readonly Dictionary<string, long> _lastRevisions = [];
    private readonly AppendGroup? _group;
    private long _bytes;

    /// <param name="before">Where the group ahead leaves the log; null where nobody knows, and nothing can be made ready.</param>
    /// <param name="clock">Says when a group was recorded: when its first append came.</param>
    public PendingGroup(Head? before, TimeProvider clock)
    {
        _clock = clock;
        Before = After = before;
        if (before is not null) _group = new(before.Position, _lastRevisions);
    }

    public IReadOnlyList<PendingAppend> Appends => _appends;

    public bool IsFull => _appends.Count >= MaxAppends || _bytes >= MaxBytes;

    public Head? Before { get; }

    /// <summary>Where the group leaves the log if it is stored as it was made ready; null where it cannot be.</summary>
    public Head? After { get; private set; }

    /// <summary>It had to wait for so long that it says it was recorded well before anybody could read it.</summary>
    public bool IsStale => _facts.Count > 0 && _clock.GetUtcNow().UtcDateTime - _facts[0].RecordedAt.UtcDateTime > OldestInstant;

    public IReadOnlyList<Answer> Answers => _answers;

    public IReadOnlyList<Placed> Placed => _group?.Placed ?? [];

    public IReadOnlyList<CanonicalFact> Facts => _facts;

    public IReadOnlyList<byte[]> Hashes => _hashes;

    /// <summary>Where streams are expected that exist. Where one is to be new, its first revision is refused if it is not.</summary>
    public IReadOnlyList<(string Stream, long Revision)> Expected => _expected;

    /// <summary>One append, about which nothing is assumed.</summary>
    public static PendingGroup Of(PendingAppend append)
    {
        var group = new PendingGroup(before: null, TimeProvider.System);
        group.Add(append);
        return group;
    }

    public void Add(PendingAppend append)
    {
        _appends.Add(append);
        _bytes += append.Bytes;
        if (After is not null) After = Place(append, _facts.Count == 0 ? After.Next(_clock.GetUtcNow().UtcDateTime) : After.RecordedAt, After.Hash);
    }

    /// <summary>The same appends behind another group.</summary>
    public PendingGroup Behind(Head? before)
    {
        var group = new PendingGroup(before, _clock);
        foreach (var append in _appends) group.Add(append);
        return group;
    }

    /// <summary>Where the log ends with it; null where it contradicts an append before it.</summary>
    private Head? Place(PendingAppend append, DateTime recordedAt, byte[] hash)
    {
        var (stream, revision) = (append.Stream.Value, append.Expected.Revision);
        if (_lastRevisions.TryAdd(stream, revision) && revision >= 0) _expected.Add((stream, revision));
        if (_group!.Decide(append) is not { } appended) return null;
        _answers.Add(new(appended, appended.Revision));
        for (var i = _facts.Count; i < _group.Placed.Count; i++)
        {
            _facts.Add(_group.Placed[i].RecordedAt(recordedAt));
            _hashes.Add(hash = RunningHash.Next(hash, _facts[i]));
        }
        return new(_group.Placed[^1].Position, recordedAt, hash);
    }
}
