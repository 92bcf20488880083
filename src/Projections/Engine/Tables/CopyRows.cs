using System.Buffers.Binary;
using System.Text;
using NpgsqlTypes;

namespace EventSourcedCrm.Projections.Engine.Tables;

/// <summary>
/// Rows in the binary format of COPY, gathered in memory, so that a value costs little more than its bytes. The values are those that
/// parameters of the same type would send.
/// </summary>
internal sealed class CopyRows
{
    private const int FirstBytes = 4 << 10;
    private const int MostRoomKept = 1 << 20;
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly long Epoch = new DateTime(2000, 1, 1).Ticks;
    private static readonly int EpochDay = new DateOnly(2000, 1, 1).DayNumber;
    private byte[] _bytes = [];
    private int _length;

    /// <summary>How much is gathered.</summary>
    public int Bytes => _length;

    public void BeginRow(int columns)
    {
        if (_length == 0) Header.CopyTo(Take(Header.Length));
        Short((short)columns);
    }

    /// <summary>Sends the rows gathered, of which there is one at least, and keeps the room they took for the next, if it is not large.</summary>
    public async Task SendTo(Stream copy, CancellationToken ct)
    {
        Short(-1);
        await copy.WriteAsync(_bytes.AsMemory(0, _length), ct);
        Forget();
    }

    public void Forget()
    {
        _length = 0;
        if (_bytes.Length > MostRoomKept) _bytes = [];
    }

    public void Write<T>(T value, NpgsqlDbType type)
    {
        switch (value)
        {
            case null: Int(-1); break;
            case string text: Text(text, type == NpgsqlDbType.Jsonb); break;
            case Guid id: Int(16); id.TryWriteBytes(Take(16), bigEndian: true, out _); break;
            case DateTimeOffset at: Int(8); Long(Microseconds(at)); break;
            case DateOnly on: Int(4); Int(Day(on)); break;
            case long number: Int(8); Long(number); break;
            case int number: Int(4); Int(number); break;
            case bool flag: Int(1); Take(1)[0] = flag ? (byte)1 : (byte)0; break;
            case decimal number: Numeric(number); break;
            case byte[] bytes: Int(bytes.Length); bytes.CopyTo(Take(bytes.Length)); break;
            default: throw new NotSupportedException($"{typeof(T).Name} cannot be copied.");
        }
    }

    /// <summary>The first and the last instant stand for infinity, as they do in parameters.</summary>
    private static long Microseconds(DateTimeOffset at) =>
        at == DateTimeOffset.MaxValue ? long.MaxValue : at == DateTimeOffset.MinValue ? long.MinValue : (at.UtcTicks - Epoch) / TimeSpan.TicksPerMicrosecond;

    private static int Day(DateOnly on) => on == DateOnly.MaxValue ? int.MaxValue : on == DateOnly.MinValue ? int.MinValue : on.DayNumber - EpochDay;

    private void Text(string text, bool isJson)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Int(isJson ? length + 1 : length);
        if (isJson) Take(1)[0] = 1; // the version of the format
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    /// <summary>Digits to the base of 10,000 with the point between two of them, as many decimals as the value has.</summary>
    private void Numeric(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var rest = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        for (var decimals = (int)value.Scale; decimals % 4 != 0; decimals++) rest *= 10;
        Span<short> digits = stackalloc short[8];
        var count = 0;
        for (; rest > 0; rest /= 10_000) digits[count++] = (short)(ushort)(rest % 10_000);

        Int(8 + (2 * count));
        Short((short)count);
        Short((short)(count == 0 ? 0 : count - 1 - ((value.Scale + 3) / 4)));
        Short((short)(count > 0 && decimal.IsNegative(value) ? 0x4000 : 0));
        Short(value.Scale);
        while (count > 0) Short(digits[--count]);
    }

    private void Short(short number) => BinaryPrimitives.WriteInt16BigEndian(Take(2), number);

    private void Int(int number) => BinaryPrimitives.WriteInt32BigEndian(Take(4), number);

    private void Long(long number) => BinaryPrimitives.WriteInt64BigEndian(Take(8), number);

    private Span<byte> Take(int length)
    {
        if (_length + length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_length + length, Math.Max(FirstBytes, 2 * _bytes.Length)));
        var taken = _bytes.AsSpan(_length, length);
        _length += length;
        return taken;
    }
}
