using EventSourcedCrm.EventLog.EventStoreDb.Cluster;
using EventSourcedCrm.EventLog.EventStoreDb.Messages;
using EventSourcedCrm.EventLog.Serialization;

namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>
/// Appends, and repeats an append whose outcome is unknown with the same ids at the same place: the server then finds what it stored, so
/// that the answer is true either way.
/// </summary>
internal sealed class Appender(Connection connection, Reader reader)
{
    /// <exception cref="WrongExpectedRevisionException">The stream is not where the caller saw it.</exception>
    public async ValueTask<Appended> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<EncodedFact> facts, CancellationToken ct)
    {
        var request = Requests.Append(stream, expected, facts);
        var answer = await connection.Persistently(node => connection.Ask(node, Methods.Append, request, ct), ct);
        return answer.ResultCase == AppendResp.ResultOneofCase.Success
            ? new((long)answer.Success.CurrentRevision, await Position(stream, answer.Success, ct))
            : throw new WrongExpectedRevisionException(stream, expected, Actual(answer.WrongExpectedVersion));
    }

    /// <summary>A server leaves the position out where it no longer finds the facts of a repeated append in their stream.</summary>
    private async ValueTask<LogPosition> Position(StreamName stream, AppendResp.Types.Success success, CancellationToken ct)
    {
        if (success.Position is { } position) return new(position.CommitPosition, position.PreparePosition);
        var page = await reader.Stream(stream, (long)success.CurrentRevision, 1, ct);
        return page.Facts is [var last]
            ? last.Position
            : throw new LogCorruptedException($"Revision {success.CurrentRevision} of stream {stream} was appended before, but can no longer be read: look for $maxCount, $maxAge or $tb in the stream's metadata.");
    }

    private static long Actual(AppendResp.Types.WrongExpectedVersion wrong) =>
        wrong.CurrentRevisionOptionCase == AppendResp.Types.WrongExpectedVersion.CurrentRevisionOptionOneofCase.CurrentRevision
            ? (long)wrong.CurrentRevision
            : ExpectedRevision.NoStream.Revision;
}
