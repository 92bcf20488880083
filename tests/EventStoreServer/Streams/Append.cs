using EventSourcedCrm.EventStoreServer.Faults;
using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Storage;
using Expectation = EventSourcedCrm.EventLog.EventStoreDb.Messages.AppendReq.Types.Options.ExpectedStreamRevisionOneofCase;

namespace EventSourcedCrm.EventStoreServer.Streams;

/// <summary>Streams/Append: options, then events one by one; nothing is written before the client's last.</summary>
internal static class Append
{
    public static async Task Answer(TestServer node, GrpcCall call)
    {
        await Strike.At(Moment.Append, call, node);
        var options = (await call.Read(AppendReq.Parser))?.Options ?? throw Refusal.Invalid("The first message must be options.");
        var stream = options.StreamIdentifier.StreamName.ToStringUtf8();
        var expected = Parse(options);
        node.Authorize(call, stream);
        node.RequireLeaderToWrite(call);
        var events = await ReadEvents(node, call);

        var outcome = node.Storage.Write(stream, expected, events);
        await Strike.At(Moment.Stored, call, node);
        call.Write(Response(outcome, expected));
        await call.End();
    }

    private static Expected Parse(AppendReq.Types.Options options) => options.ExpectedStreamRevisionCase switch
    {
        Expectation.Revision => new((long)options.Revision),
        Expectation.NoStream => Expected.NoStream,
        Expectation.Any => Expected.Any,
        Expectation.StreamExists => Expected.StreamExists,
        _ => throw Refusal.Invalid("No expected stream revision was given."),
    };

    private static async Task<List<NewEvent>> ReadEvents(TestServer node, GrpcCall call)
    {
        var events = new List<NewEvent>();
        var size = 0L;
        while (await call.Read(AppendReq.Parser) is { } request)
        {
            var proposed = request.ProposedMessage ?? throw Refusal.Invalid("Only events may follow the options.");
            var type = Required(proposed, "type");
            var id = Uuid.Parse(proposed.Id);
            if (id == Guid.Empty || type == "") throw Refusal.Thrown();

            size += proposed.Data.Length;
            if (node.Version.CountsAllOfAnEvent) size += proposed.CustomMetadata.Length + 2 * type.Length;
            if (size > node.Options.MaxAppendSize) throw Refusal.TooLarge(node.Options.MaxAppendSize);
            events.Add(new(id, type, Required(proposed, "content-type"), proposed.CustomMetadata, proposed.Data));
        }
        return events;
    }

    private static string Required(AppendReq.Types.ProposedMessage proposed, string key) =>
        proposed.Metadata.TryGetValue(key, out var value) ? value : throw Refusal.MissingMetadata(key);

    private static AppendResp Response(Outcome outcome, Expected expected) => outcome switch
    {
        Outcome.Written written => new() { Success = Success(written) },
        Outcome.WrongVersion wrong => new() { WrongExpectedVersion = Wrong(wrong.Current, expected) },
        _ => throw new InvalidOperationException($"{outcome} is no answer."),
    };

    private static AppendResp.Types.Success Success(Outcome.Written written)
    {
        var success = new AppendResp.Types.Success();
        if (written.Revision is { } revision) success.CurrentRevision = revision;
        else success.NoStream = new();
        if (written.Position is { } position) success.Position = new() { CommitPosition = position, PreparePosition = position };
        else success.NoPosition = new();
        return success;
    }

    /// <summary>Said twice: the second set of fields is for clients of 20.6, to whom 2^64−1 stands for no stream.</summary>
    private static AppendResp.Types.WrongExpectedVersion Wrong(long current, Expected expected)
    {
        var wrong = new AppendResp.Types.WrongExpectedVersion();
        if (current < 0) (wrong.CurrentNoStream, wrong.NoStream2060) = (new(), new());
        else (wrong.CurrentRevision, wrong.CurrentRevision2060) = ((ulong)current, (ulong)current);

        if (expected == Expected.Any) (wrong.ExpectedAny, wrong.Any2060) = (new(), new());
        else if (expected == Expected.StreamExists) (wrong.ExpectedStreamExists, wrong.StreamExists2060) = (new(), new());
        else if (expected == Expected.NoStream) (wrong.ExpectedNoStream, wrong.ExpectedRevision2060) = (new(), ulong.MaxValue);
        else (wrong.ExpectedRevision, wrong.ExpectedRevision2060) = ((ulong)expected.Revision, (ulong)expected.Revision);
        return wrong;
    }
}
