using EventSourcedCrm.EventLog.Serialization;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// An append that waits for its turn, and its answer. Whoever awaits the answer goes on in the thread that tells it: to wake another one for each
/// would take longer than most have to do then.
/// </summary>
internal sealed class PendingAppend(StreamName stream, ExpectedRevision expected, EncodedFact[] facts)
{
    private readonly TaskCompletionSource<Appended> _answer = new();

    public StreamName Stream { get; } = stream;

    public ExpectedRevision Expected { get; } = expected;

    public EncodedFact[] Facts { get; } = facts;

    public long Bytes { get; } = facts.Sum(f => (long)f.Data.Length + f.Metadata.Length);

    public Task<Appended> Answered => _answer.Task;

    public void Tell(Answer answer)
    {
        if (answer.Appended is { } appended) _answer.TrySetResult(appended);
        else _answer.TrySetException(new WrongExpectedRevisionException(Stream, Expected, answer.LastRevision));
    }

    public void Fail(Exception why) => _answer.TrySetException(why);
}

/// <summary>What became of an append.</summary>
/// <param name="Appended">Null where its stream was not as expected.</param>
/// <param name="LastRevision">The stream's.</param>
internal readonly record struct Answer(Appended? Appended, long LastRevision);
