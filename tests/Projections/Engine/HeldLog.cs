using System.Runtime.CompilerServices;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Tests.Engine;

/// <summary>A log that is read no further than its first page until it is released.</summary>
internal sealed class HeldLog(GivenLog log) : IEventLog
{
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task IsRead => _read.Task;

    public void Release() => _released.SetResult();

    public ValueTask<Appended> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<NewFact> facts, CancellationToken ct) =>
        log.Append(stream, expected, facts, ct);

    public IAsyncEnumerable<Recorded> ReadStream(StreamName stream, long fromRevision, CancellationToken ct) => log.ReadStream(stream, fromRevision, ct);

    public IAsyncEnumerable<IReadOnlyList<Recorded>> ReadAll(LogPosition after, CancellationToken ct) => Held(log.ReadAll(after, ct), ct);

    public IAsyncEnumerable<IReadOnlyList<StoredFact>> ReadStored(LogPosition after, CancellationToken ct) => Held(log.ReadStored(after, ct), ct);

    public ValueTask<StoredFact?> ReadFirst(StreamName stream, CancellationToken ct) => log.ReadFirst(stream, ct);

    public Task<IReadOnlyList<Recorded>> Decode(IReadOnlyList<CanonicalFact> facts, bool rememberKeys, CancellationToken ct) => log.Decode(facts, rememberKeys, ct);

    private async IAsyncEnumerable<TPage> Held<TPage>(IAsyncEnumerable<TPage> pages, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var page in pages.WithCancellation(ct))
        {
            yield return page;
            _read.TrySetResult();
            await _released.Task.WaitAsync(ct);
        }
    }

    public IAsyncEnumerable<LogMessage> Subscribe(LogPosition after, CancellationToken ct) => log.Subscribe(after, ct);

    public ValueTask<LogPosition> Head(CancellationToken ct) => log.Head(ct);
}
