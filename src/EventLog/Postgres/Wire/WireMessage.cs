using System.Buffers.Binary;
using System.Text;

namespace EventSourcedCrm.EventLog.Postgres.Wire;

/// <summary>
/// What is about to be sent, in the third version of PostgreSQL's protocol: chapters "Message Formats" and, for values in binary, the send functions of
/// each type. Numbers have their highest byte first, and each message but the first begins with a letter and says how long it is.
/// </summary>
internal sealed class WireMessage
{
    private const int KeptRoom = 1 << 20;
    private const int Binary = 1;
    private static readonly DateTime PostgresEpoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[] _bytes = new byte[1 << 16];
    private int _count;
    private int _begun;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

    public void Clear()
    {
        _count = 0;
        if (_bytes.Length > KeptRoom) _bytes = new byte[KeptRoom];
    }

    public void Startup(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        Begin();
        Int32(3 << 16);
        foreach (var (name, value) in parameters)
        {
            if (value is null) continue;
            Terminated(name);
            Terminated(value);
        }
        Byte(0);
        End();
    }

    /// <summary>The first answer to a request for a password: which mechanism, and what it says.</summary>
    public void SaslInitial(string mechanism, string text)
    {
        Begin('p');
        Terminated(mechanism);
        Element(text);
        End();
    }

    public void SaslResponse(string text)
    {
        Begin('p');
        _count += Strict.GetBytes(text, Room(Strict.GetByteCount(text)));
        End();
    }

    public void Parse(int statement, string sql, ReadOnlySpan<WireType> parameters)
    {
        Begin('P');
        Terminated($"{statement}");
        Terminated(sql);
        Int16(parameters.Length);
        foreach (var type in parameters) Int32((int)type);
        End();
        Sync();
    }

    /// <summary>Then its parameters are added, one after another.</summary>
    public void BeginExecute(int statement, int parameters)
    {
        Begin('B');
        Terminated(""); // the portal without a name
        Terminated($"{statement}");
        Int16(1); // one format for all
        Int16(Binary);
        Int16(parameters);
    }

    public void EndExecute()
    {
        Int16(0); // no columns are asked for
        End();
        Begin('E');
        Terminated("");
        Int32(0); // as many rows as there are
        End();
        Sync();
    }

    public void Add(long value) => Element(value);

    /// <param name="instant">In UTC.</param>
    public void Add(DateTime instant) => Element((instant - PostgresEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    public void Add(byte[] value) => Element(value);

    public void Add<T>(IReadOnlyCollection<T> items, Func<T, long> value) => Array(WireType.Long, items, item => Element(value(item)));

    public void Add<T>(IReadOnlyCollection<T> items, Func<T, Guid> value) => Array(WireType.Uuid, items, item => Element(value(item)));

    public void Add<T>(IReadOnlyCollection<T> items, Func<T, string> value) => Array(WireType.Text, items, item => Element(value(item)));

    public void Add<T>(IReadOnlyCollection<T> items, Func<T, byte[]> value) => Array(WireType.Bytes, items, item => Element(value(item)));

    private void Array<T>(WireType element, IReadOnlyCollection<T> items, Action<T> add)
    {
        var at = BeginElement();
        Int32(1); // dimension
        Int32(0); // without nulls
        Int32((int)element);
        Int32(items.Count);
        Int32(1); // the first one's index
        foreach (var item in items) add(item);
        EndElement(at);
    }

    private void Element(long value)
    {
        Int32(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(Room(sizeof(long)), value);
        _count += sizeof(long);
    }

    private void Element(Guid value)
    {
        Int32(16);
        value.TryWriteBytes(Room(16), bigEndian: true, out var written);
        _count += written;
    }

    private void Element(byte[] value)
    {
        Int32(value.Length);
        value.CopyTo(Room(value.Length));
        _count += value.Length;
    }

    private void Element(string value)
    {
        var at = BeginElement();
        _count += Strict.GetBytes(value, Room(Strict.GetByteCount(value)));
        EndElement(at);
    }

    private int BeginElement()
    {
        Int32(0);
        return _count;
    }

    private void EndElement(int at) => BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(at - sizeof(int)), _count - at);

    private void Sync()
    {
        Begin('S');
        End();
    }

    private void Begin(char letter)
    {
        Byte((byte)letter);
        Begin();
    }

    private void Begin()
    {
        _begun = _count;
        Int32(0);
    }

    private void End() => BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_begun), _count - _begun);

    private void Byte(byte value)
    {
        Room(1)[0] = value;
        _count++;
    }

    private void Int16(int value)
    {
        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), (short)value);
        _count += sizeof(short);
    }

    private void Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), value);
        _count += sizeof(int);
    }

    private void Terminated(string value)
    {
        _count += Strict.GetBytes(value, Room(Strict.GetByteCount(value)));
        Byte(0);
    }

    private Span<byte> Room(int bytes)
    {
        if (_bytes.Length - _count < bytes) System.Array.Resize(ref _bytes, Math.Max(checked(_bytes.Length * 2), checked(_count + bytes)));
        return _bytes.AsSpan(_count, bytes);
    }
}
