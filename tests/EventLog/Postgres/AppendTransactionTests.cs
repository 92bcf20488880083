using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Serialization;
using Npgsql;

namespace EventSourcedCrm.EventLog.Tests.Postgres;

/// <summary>A group that could be stored as it was made ready but is locked for and decided is stored all the same, only slower: that shows nowhere else.</summary>
public abstract class AppendTransactionTests(PostgresRig rig) : IAsyncLifetime
{
    private PostgresLog _log = null!;
    private AppendTransaction _transaction = null!;

    public async ValueTask InitializeAsync()
    {
        await rig.InitializeAsync();
        _log = await rig.OpenPostgres();
        _transaction = new(rig.Database, new());
    }

    public async ValueTask DisposeAsync()
    {
        _transaction.Dispose();
        await rig.DisposeAsync();
    }

    [Fact]
    public async Task What_was_assumed_is_stored_at_once_and_what_was_not_is_decided()
    {
        var unknown = Group(null, Append("s-1", -1), Append("s-2", -1));
        var head = Commit(unknown).Head;
        unknown.After.ShouldBeNull();

        var ready = Group(head, Append("s-1", 0), Append("s-1", 1), Append("s-3", -1));
        Commit(ready).Head.ShouldBeSameAs(ready.After);

        var behindAnother = Group(head with { Hash = new byte[32] }, Append("s-2", 0));
        var found = Commit(behindAnother).Head;
        found.ShouldNotBeSameAs(behindAnother.After);
        found.Position.ShouldBe(6);

        var elsewhere = Group(found, Append("s-1", 0), Append("s-2", 1), Append("s-3", -1));
        var (answers, last) = Commit(elsewhere);
        last.ShouldNotBeSameAs(elsewhere.After);
        answers.Select(answer => answer.Appended?.Revision).ShouldBe([null, 2, null]);

        var ready2 = Group(last, Append("s-2", 2));
        Commit(ready2).Head.ShouldBeSameAs(ready2.After);

        var ofNewStreams = Group(ready2.After, Append("s-4", -1), Append("s-5", -1));
        Commit(ofNewStreams).Head.ShouldBeSameAs(ofNewStreams.After);

        var notNew = Group(ofNewStreams.After, Append("s-6", -1), Append("s-5", -1));
        (answers, last) = Commit(notNew);
        last.ShouldNotBeSameAs(notNew.After);
        answers.Select(answer => answer.Appended?.Revision).ShouldBe([0, null]);
        (await _log.Verify(CancellationToken.None)).ShouldBe(last.Hash);
    }

    [Fact]
    public async Task When_the_connection_breaks_the_group_is_decided_and_the_next_but_one_is_stored_at_once_again()
    {
        var head = Commit(Group(null, Append("s-1", -1))).Head;
        await rig.BreakConnections();
        var broken = Group(head, Append("s-1", 0), Append("s-2", -1));
        var (answers, found) = Commit(broken);
        found.ShouldNotBeSameAs(broken.After);
        answers.Select(answer => answer.Appended?.Revision).ShouldBe([1, 0]);

        var opensAnew = Group(found, Append("s-1", 1));
        var after = Commit(opensAnew).Head;
        var ready = Group(after, Append("s-1", 2), Append("s-2", 0), Append("s-3", -1));
        Commit(ready).Head.ShouldBeSameAs(ready.After);
        (await _log.Verify(CancellationToken.None)).ShouldBe(ready.After!.Hash);
    }

    [Fact]
    public async Task Large_and_empty_and_foreign_content_is_stored_as_it_was_hashed()
    {
        var head = Commit(Group(null, Append("s-1", -1))).Head;
        var large = new byte[3_000_000];
        Random.Shared.NextBytes(large);
        var group = Group(head, Append("s-1", 0, large), Append("ключ-1", -1, [0, 255]), Append("s-2", -1, []));
        Commit(group).Head.ShouldBeSameAs(group.After);
        (await _log.Verify(CancellationToken.None)).ShouldBe(group.After!.Hash);
    }

    [Fact]
    public void What_the_server_refuses_is_refused_and_the_next_group_is_stored()
    {
        var head = Commit(Group(null, Append("s-1", -1))).Head;
        var refused = Group(head, Append("s-2", -1, type: "nul\0"));
        Should.Throw<PostgresException>(() => Commit(refused)).SqlState.ShouldBe(PostgresErrorCodes.CharacterNotInRepertoire);
        var ready = Group(head, Append("s-1", 0));
        Commit(ready).Answers[0].Appended.ShouldNotBeNull();
    }

    private Committed Commit(PendingGroup group)
    {
        _transaction.Send(group);
        return _transaction.Commit(group);
    }

    private static PendingGroup Group(Head? before, params PendingAppend[] appends)
    {
        var group = new PendingGroup(before, TimeProvider.System);
        foreach (var append in appends) group.Add(append);
        return group;
    }

    private static PendingAppend Append(string stream, int expected, byte[]? data = null, string type = "t") =>
        new(new(stream), expected < 0 ? ExpectedRevision.NoStream : ExpectedRevision.At(expected), [new EncodedFact(Guid.NewGuid(), type, data ?? [], [])]);
}

public sealed class AppendsByWireTests() : AppendTransactionTests(new PostgresRig());

public sealed class AppendsByNpgsqlTests() : AppendTransactionTests(new NpgsqlRig());
