using System.Net.Sockets;
using EventSourcedCrm.EventLog.Postgres.Wire;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// To the server of this machine, over a connection of our own: whoever makes a group complete sends it, and who waits for its answer sends the next one
/// before anybody is told. Npgsql sends and waits in one call.
/// </summary>
internal sealed class AllOrNothingByWire : IAllOrNothing
{
    private const int NewStreams = 0, Any = 1;

    /// <summary>Of the statement that looks at no stream: those of <see cref="FactInsert"/>, then where the log ends after and before.</summary>
    private static readonly WireType[] ParameterTypes =
    [
        WireType.Long, WireType.Instant, WireType.Longs, WireType.Uuids, WireType.Texts, WireType.Texts, WireType.Blobs, WireType.Blobs, WireType.Blobs,
        WireType.Long, WireType.Bytes, WireType.Bytes,
    ];

    private readonly WireAddress _address;
    private WireConnection? _connection;
    private bool _sent;

    private AllOrNothingByWire(WireAddress address) => _address = address;

    /// <summary>Null where the server refuses: it asks for another kind of password, or has no connection left.</summary>
    public static AllOrNothingByWire? TryOpen(WireAddress address)
    {
        var opened = new AllOrNothingByWire(address);
        try
        {
            opened._connection = opened.Connect();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // tried again before the next group
        }
        catch (Exception)
        {
            return null;
        }
        return opened;
    }

    public void Send(PendingGroup group)
    {
        _sent = false;
        if (_connection is null) return;
        try
        {
            Write(_connection.Message, group);
            _connection.Send();
            _sent = true;
        }
        catch (Exception) // whatever it is, others wait for the same group
        {
            Dispose();
        }
    }

    public bool IsStored(PendingGroup group)
    {
        try
        {
            if (_sent) return _connection!.Receive() == group.Placed.Count;
            _connection ??= Connect();
        }
        catch (WireRefusedException)
        {
            // the group or the connection: whoever looks closer is told why
        }
        catch (Exception)
        {
            Dispose(); // what it would answer next is not known
        }
        return false;
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private WireConnection Connect()
    {
        var connection = new WireConnection(_address);
        try
        {
            connection.Prepare(NewStreams, AllOrNothing.OfNewStreams, ParameterTypes);
            connection.Prepare(Any, AllOrNothing.OfAny, [.. ParameterTypes, WireType.Texts, WireType.Longs]);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Write(WireMessage message, PendingGroup group)
    {
        var (before, after, placed, expected) = (group.Before!, group.After!, group.Placed, group.Expected);
        message.BeginExecute(expected.Count == 0 ? NewStreams : Any, ParameterTypes.Length + (expected.Count == 0 ? 0 : 2));
        message.Add(before.Position);
        message.Add(after.RecordedAt);
        message.Add(placed, p => p.Revision);
        message.Add(placed, p => p.Fact.Id);
        message.Add(placed, p => p.Stream.Value);
        message.Add(placed, p => p.Fact.Type);
        message.Add(placed, p => p.Fact.Data);
        message.Add(placed, p => p.Fact.Metadata);
        message.Add(group.Hashes, hash => hash);
        message.Add(after.Position);
        message.Add(after.Hash);
        message.Add(before.Hash);
        if (expected.Count > 0)
        {
            message.Add(expected, e => e.Stream);
            message.Add(expected, e => e.Revision);
        }
        message.EndExecute();
    }
}
