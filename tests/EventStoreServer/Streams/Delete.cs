using EventSourcedCrm.EventStoreServer.Faults;
using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Storage;
using Expectation = EventSourcedCrm.EventLog.EventStoreDb.Messages.DeleteReq.Types.Options.ExpectedStreamRevisionOneofCase;

namespace EventSourcedCrm.EventStoreServer.Streams;

/// <summary>Streams/Delete and Streams/Tombstone. Unlike an append's, a wrong expectation is an error of the call.</summary>
internal static class Delete
{
    public static Task Answer(TestServer node, GrpcCall call) => Answer(node, call, node.Storage.Delete);

    public static Task AnswerTombstone(TestServer node, GrpcCall call) => Answer(node, call, node.Storage.Tombstone);

    private static async Task Answer(TestServer node, GrpcCall call, Func<string, Expected, Outcome> delete)
    {
        await Strike.At(Moment.Delete, call, node);
        var options = (await call.ReadOnly(DeleteReq.Parser)).Options;
        var stream = options.StreamIdentifier.StreamName.ToStringUtf8();
        var expected = Parse(options);
        node.Authorize(call, stream);
        node.RequireLeaderToWrite(call);

        var outcome = delete(stream, expected);
        if (outcome is Outcome.WrongVersion wrong) throw Refusal.WrongExpectedVersion(stream, expected.Revision, wrong.Current);
        await Strike.At(Moment.Stored, call, node);
        var position = ((Outcome.Written)outcome).Position!.Value;
        call.Write(new DeleteResp { Position = new() { CommitPosition = position, PreparePosition = position } });
        await call.End();
    }

    private static Expected Parse(DeleteReq.Types.Options options) => options.ExpectedStreamRevisionCase switch
    {
        Expectation.Revision => new((long)options.Revision),
        Expectation.NoStream => Expected.NoStream,
        Expectation.Any => Expected.Any,
        Expectation.StreamExists => Expected.StreamExists,
        _ => throw Refusal.Invalid("No expected stream revision was given."),
    };
}
