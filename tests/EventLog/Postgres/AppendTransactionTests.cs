using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Serialization;

namespace EventSourcedCrm.EventLog.Tests.Postgres;

/// <summary>A group that could be stored as it was made ready but is locked for and decided is stored all the same, only slower: that shows nowhere else.</summary>
public sealed class AppendTransactionTests : IAsyncLifetime
{
    private readonly PostgresRig _rig = new();
    private PostgresLog _log = null!;
    private AppendTransaction _transaction = null!;

    public async ValueTask InitializeAsync()
    {
        await _rig.InitializeAsync();
        _log = await _rig.OpenPostgres();
        _transaction = new(_rig.Database, new());
    }

    public async ValueTask DisposeAsync()
    {
        _transaction.Dispose();
        await _rig.DisposeAsync();
    }

    [Fact]
    public async Task What_was_assumed_is_stored_at_once_and_what_was_not_is_decided()
    {
        var unknown = Group(null, Append("s-1", -1), Append("s-2", -1));
        var head = _transaction.Commit(unknown).Head;
        unknown.After.ShouldBeNull();

        var ready = Group(head, Append("s-1", 0), Append("s-1", 1), Append("s-3", -1));
        _transaction.Commit(ready).Head.ShouldBeSameAs(ready.After);

        var behindAnother = Group(head with { Hash = new byte[32] }, Append("s-2", 0));
        var found = _transaction.Commit(behindAnother).Head;
        found.ShouldNotBeSameAs(behindAnother.After);
        found.Position.ShouldBe(6);

        var elsewhere = Group(found, Append("s-1", 0), Append("s-2", 1), Append("s-3", -1));
        var (answers, last) = _transaction.Commit(elsewhere);
        last.ShouldNotBeSameAs(elsewhere.After);
        answers.Select(answer => answer.Appended?.Revision).ShouldBe([null, 2, null]);

        var ready2 = Group(last, Append("s-2", 2));
        _transaction.Commit(ready2).Head.ShouldBeSameAs(ready2.After);

        var ofNewStreams = Group(ready2.After, Append("s-4", -1), Append("s-5", -1));
        _transaction.Commit(ofNewStreams).Head.ShouldBeSameAs(ofNewStreams.After);

        var notNew = Group(ofNewStreams.After, Append("s-6", -1), Append("s-5", -1));
        (answers, last) = _transaction.Commit(notNew);
        last.ShouldNotBeSameAs(notNew.After);
        answers.Select(answer => answer.Appended?.Revision).ShouldBe([0, null]);
        (await _log.Verify(CancellationToken.None)).ShouldBe(last.Hash);
    }

    private static PendingGroup Group(Head? before, params PendingAppend[] appends)
    {
        var group = new PendingGroup(before, TimeProvider.System);
        foreach (var append in appends) group.Add(append);
        return group;
    }

    private static PendingAppend Append(string stream, int expected) => new(new(stream), expected < 0 ? ExpectedRevision.NoStream : ExpectedRevision.At(expected),
        [new EncodedFact(Guid.NewGuid(), "t", [], [])]);
}
