using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace EventSourcedCrm.EventLog.Postgres.Wire;

/// <summary>
/// A connection to PostgreSQL on which to send and to wait for the answer are two calls. It blocks: an answer wakes who waits for it and nobody else.
/// For one thread at a time.
/// </summary>
internal sealed class WireConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private byte[] _received = new byte[1 << 13];
    private int _from, _to;

    /// <exception cref="WireRefusedException">The server refuses, or asks for another kind of password.</exception>
    /// <exception cref="SocketException">Nobody answers.</exception>
    public WireConnection(WireAddress address)
    {
        _socket = new(address.Server.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            SendTimeout = (int)Patience.TotalMilliseconds,
            ReceiveTimeout = (int)Patience.TotalMilliseconds,
        };
        try
        {
            _socket.Connect(address.Server);
            Message.Startup(("user", address.User), ("database", address.Database), ("client_encoding", "UTF8"), ("options", address.Options));
            Send();
            Authenticate(address.Password);
            Receive();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What <see cref="Send"/> sends.</summary>
    public WireMessage Message { get; } = new();

    public void Prepare(int statement, string sql, ReadOnlySpan<WireType> parameters)
    {
        Message.Parse(statement, sql, parameters);
        Send();
        Receive();
    }

    public void Send()
    {
        for (var rest = Message.Written; rest.Length > 0;) rest = rest[_socket.Send(rest)..];
        Message.Clear();
    }

    /// <summary>Waits until what was sent is done, which is when its transaction is committed or rolled back.</summary>
    /// <returns>How many rows it wrote.</returns>
    /// <exception cref="WireRefusedException">It failed, and has changed nothing.</exception>
    /// <exception cref="IOException">The server has hung up; what became of it is not known.</exception>
    /// <exception cref="SocketException">The same, or it does not answer.</exception>
    public long Receive()
    {
        var (rows, error) = (0L, default(string));
        while (true)
            switch (Next(out var body))
            {
                case 'C':
                    rows = RowsOf(body);
                    break;
                case 'E':
                    error = Encoding.UTF8.GetString(body).Replace('\0', ' ');
                    break;
                case 'Z':
                    return error is null ? rows : throw new WireRefusedException(error);
            }
    }

    public void Dispose() => _socket.Dispose();

    private void Authenticate(string password)
    {
        var (scram, knowsIt) = (new Scram(password, Scram.NewNonce()), true);
        while (true)
        {
            var letter = Next(out var body);
            if (letter == 'E') throw new WireRefusedException(Encoding.UTF8.GetString(body).Replace('\0', ' '));
            if (letter != 'R') continue;
            var said = Encoding.UTF8.GetString(body[sizeof(int)..]);
            switch (BinaryPrimitives.ReadInt32BigEndian(body))
            {
                case 0 when knowsIt:
                    return;
                case 10 when said.Split('\0').Contains(Scram.Mechanism):
                    knowsIt = false; // until it has shown that
                    Message.SaslInitial(Scram.Mechanism, scram.First);
                    Send();
                    break;
                case 11:
                    Message.SaslResponse(scram.Final(said));
                    Send();
                    break;
                case 12:
                    scram.Check(said);
                    knowsIt = true;
                    break;
                default:
                    throw new WireRefusedException("The server asks for a kind of password that is not spoken here.");
            }
        }
    }

    /// <summary>"INSERT 0 16": the last number.</summary>
    private static long RowsOf(ReadOnlySpan<byte> tag)
    {
        var text = Encoding.ASCII.GetString(tag[..^1]);
        return long.TryParse(text.AsSpan(text.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture, out var rows) ? rows : 0;
    }

    /// <summary>The next message: its letter, and what it says until the next one is asked for.</summary>
    private char Next(out ReadOnlySpan<byte> body)
    {
        const int header = 1 + sizeof(int);
        Need(header);
        var length = 1 + BinaryPrimitives.ReadInt32BigEndian(_received.AsSpan(_from + 1));
        Need(length);
        var letter = (char)_received[_from];
        body = _received.AsSpan(_from + header, length - header);
        _from += length;
        return letter;
    }

    private void Need(int bytes)
    {
        if (_to - _from >= bytes) return;
        _received.AsSpan(_from.._to).CopyTo(_received);
        (_from, _to) = (0, _to - _from);
        if (_received.Length < bytes) Array.Resize(ref _received, bytes);
        while (_to < bytes)
        {
            var count = _socket.Receive(_received.AsSpan(_to));
            if (count == 0) throw new IOException("PostgreSQL has hung up.");
            _to += count;
        }
    }
}
