namespace EventSourcedCrm.EventLog.EventStoreDb.Grpc;

/// <summary>Goes through the fields of one message as they stand on the wire, without making an object of any.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    public int Field { get; private set; }

    /// <summary>The field's value where it is a number.</summary>
    public ulong Number { get; private set; }

    /// <summary>The field's value where it is a text, bytes or a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Takes the next field with its value; false after the last.</summary>
    /// <exception cref="InvalidDataException">The bytes are no message.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty) return false;
        var tag = Varint();
        Field = (int)(tag >> 3);
        switch (tag & 7)
        {
            case 0: Number = Varint(); break;
            case 1: Take(8); break;
            case 2: Bytes = Take(Varint()); break;
            case 5: Take(4); break;
            default: throw Malformed();
        }
        return true;
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var (at, shift) = (0, 0); at < _rest.Length && shift < 64; at++, shift += 7)
        {
            value |= (ulong)(_rest[at] & 0x7f) << shift;
            if (_rest[at] >= 0x80) continue;
            _rest = _rest[(at + 1)..];
            return value;
        }
        throw Malformed();
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length) throw Malformed();
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private static InvalidDataException Malformed() => new("the server sent a message that cannot be read");
}
