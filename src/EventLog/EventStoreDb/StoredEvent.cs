using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using EventSourcedCrm.EventLog.EventStoreDb.Grpc;

namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>
/// Takes a fact from the very bytes in which the server sends an event (<c>ReadResp.ReadEvent</c> of streams.proto): objects for each part of
/// each of millions of events would cost more than all the rest of reading.
/// </summary>
internal static class StoredEvent
{
    /// <summary>
    /// The entry's own place, a link's where it is one; and the fact, null for what is in a stream of the server's own, and for a link whose
    /// target is gone.
    /// </summary>
    /// <exception cref="LogCorruptedException">What is stored is no fact of ours.</exception>
    public static ReadAnswer.Entry Read(ReadOnlySpan<byte> entry)
    {
        Record stored = default, link = default;
        for (var field = new WireReader(entry); field.Next();)
        {
            if (field.Field == 1) stored = Record.Read(field.Bytes);
            if (field.Field == 2) link = Record.Read(field.Bytes);
        }
        var position = link.IsThere ? link.Position : stored.Position;
        return new(position, stored.IsThere && !stored.IsTheServers ? Fact(position, stored) : null);
    }

    private static CanonicalFact Fact(LogPosition position, in Record stored)
    {
        try
        {
            if (stored.Type.IsEmpty) throw new FormatException("it has no type");
            var (original, metadata) = OriginalInstant.Take(stored.CustomMetadata.ToArray());
            return new(position, new(Encoding.UTF8.GetString(stored.Stream)), (long)stored.Revision, stored.Id,
                Encoding.UTF8.GetString(stored.Type), stored.Data.ToArray(), metadata, original ?? Created(stored.Created));
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new LogCorruptedException($"The event at position {position} is no fact of this log ({e.Message}). A database that the log shares with others cannot be read.", e);
        }
    }

    /// <summary>The server counts in 100 nanoseconds since 1970; a fact keeps microseconds.</summary>
    private static DateTimeOffset Created(ReadOnlySpan<byte> text)
    {
        var ticks = long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        return DateTimeOffset.UnixEpoch.AddTicks(ticks - ticks % TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>An event or a link, <c>ReadResp.ReadEvent.RecordedEvent</c>.</summary>
    private ref struct Record
    {
        public ReadOnlySpan<byte> Stream, Type, Created, CustomMetadata, Data;
        public ulong Revision, Commit, Prepare;
        public Guid Id;
        public bool IsThere;

        public readonly LogPosition Position => new(Commit, Prepare);

        public readonly bool IsTheServers => Stream is [(byte)'$', ..];

        public static Record Read(ReadOnlySpan<byte> recorded)
        {
            var record = new Record { IsThere = true };
            for (var field = new WireReader(recorded); field.Next();)
                switch (field.Field)
                {
                    case 1: record.Id = ReadId(field.Bytes); break;
                    case 2: record.Stream = Only(field.Bytes, 3); break;
                    case 3: record.Revision = field.Number; break;
                    case 4: record.Prepare = field.Number; break;
                    case 5: record.Commit = field.Number; break;
                    case 6: record.ReadProperty(field.Bytes); break;
                    case 7: record.CustomMetadata = field.Bytes; break;
                    case 8: record.Data = field.Bytes; break;
                }
            return record;
        }

        private void ReadProperty(ReadOnlySpan<byte> pair)
        {
            var key = Only(pair, 1);
            if (key.SequenceEqual("type"u8)) Type = Only(pair, 2);
            else if (key.SequenceEqual("created"u8)) Created = Only(pair, 2);
        }

        /// <summary>The sixteen bytes as written, in two big-endian halves.</summary>
        private static Guid ReadId(ReadOnlySpan<byte> uuid)
        {
            Span<byte> id = stackalloc byte[16];
            for (var half = new WireReader(Only(uuid, 1)); half.Next();)
                if (half.Field is 1 or 2) BinaryPrimitives.WriteUInt64BigEndian(id[((half.Field - 1) * 8)..], half.Number);
            return new(id, bigEndian: true);
        }

        private static ReadOnlySpan<byte> Only(ReadOnlySpan<byte> message, int number)
        {
            for (var field = new WireReader(message); field.Next();)
                if (field.Field == number) return field.Bytes;
            return [];
        }
    }
}
