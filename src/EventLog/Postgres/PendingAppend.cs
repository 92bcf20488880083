using EventSourcedCrm.EventLog.Serialization;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>An append that waits for its turn, and its answer.</summary>
internal sealed class PendingAppend(StreamName stream, ExpectedRevision expected, EncodedFact[] facts)
{
    private readonly TaskCompletionSource<Appended> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamName Stream { get; } = stream;

    public ExpectedRevision Expected { get; } = expected;

    public EncodedFact[] Facts { get; } = facts;

    public long Bytes { get; } = facts.Sum(f => (long)f.Data.Length + f.Metadata.Length);

    public Task<Appended> Answer => _answer.Task;

    public void Succeed(Appended appended) => _answer.TrySetResult(appended);

    public void Fail(Exception why) => _answer.TrySetException(why);
}
