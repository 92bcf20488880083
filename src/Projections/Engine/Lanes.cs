using System.Runtime.InteropServices;
using System.Text;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>A fact and its number in the log: 1, 2, 3, …</summary>
internal readonly record struct Numbered<TFact>(TFact Fact, long Ordinal);

/// <summary>Facts of whole lanes, one lane after the other; a very long lane comes in parts, of which the last one ends it.</summary>
internal sealed record LanePage<TFact>(IReadOnlyList<Numbered<TFact>> Facts, bool EndsLane);

/// <summary>
/// Facts put aside as they are read from the log, and given back lane after lane, each in its order. They are parted by lane into so many
/// parts that one of them is small: 3 MB for a log of 5 million facts. While they are put aside, memory has the last block of
/// each part, and one temporary file the others, as encrypted as the log has them.
/// </summary>
/// <param name="leastFactsOfPage">A page has so many, unless there are no more in memory.</param>
/// <param name="bytesInMemory">So many are read back at once, or one part where that is larger.</param>
internal sealed class Lanes(int leastFactsOfPage, int bytesInMemory = Lanes.BytesInMemory) : IDisposable
{
    /// <summary>The bytes of so many pages are there at once: those of a page are overwritten when so many more were asked for.</summary>
    public const int PagesKept = 3;

    private const int Parts = 1_024;
    private const int BlockBytes = 8 << 10;
    private const int BytesInMemory = 2 << 20;
    private const int MostFactsOfPage = 2_000;
    private readonly Part[] _parts = [.. Enumerable.Range(0, Parts).Select(_ => new Part())];
    private readonly MemoryStream _fact = new();
    private readonly Dictionary<string, string> _types = [];
    private readonly byte[][] _loaded = [.. Enumerable.Repeat<byte[]>([], PagesKept)];
    private FileStream? _file;
    private int _blocks;

    /// <summary>Facts of the log so far.</summary>
    public long Count { get; private set; }

    /// <summary>Those of them that do not come back.</summary>
    public long Passed { get; private set; }

    /// <summary>The next fact of the log.</summary>
    public void Add(StoredFact stored)
    {
        var (fact, customer) = (stored.Fact, stored.Customer);
        var part = _parts[(uint)Lane.Of(fact.Stream, customer).GetHashCode() % Parts];
        _fact.SetLength(0);
        Write(fact, customer, ++Count);
        ReadOnlySpan<byte> bytes = _fact.GetBuffer().AsSpan(0, (int)_fact.Length);
        while (part.Take(ref bytes)) PutAside(part);
    }

    /// <summary>The next fact of the log is not to come back.</summary>
    public void PassOver() => (Count, Passed) = (Count + 1, Passed + 1);

    /// <summary>All that were added, once; no more than <see cref="PagesKept"/> of them at a time.</summary>
    public IEnumerable<LanePage<CanonicalFact>> Pages()
    {
        var loaded = 0;
        foreach (var parts in Together())
            foreach (var page in Pages(Read(parts, ref _loaded[loaded++ % PagesKept]))) yield return page;
    }

    public void Dispose() => _file?.Dispose();

    private void PutAside(Part full)
    {
        _file ??= Nameless();
        _file.Write(full.Last);
        full.Restart(_blocks++);
    }

    private IEnumerable<LanePage<CanonicalFact>> Pages(IEnumerable<IReadOnlyList<Numbered<CanonicalFact>>> lanes)
    {
        List<Numbered<CanonicalFact>> page = [];
        foreach (var lane in lanes)
        {
            page.AddRange(lane);
            if (page.Count < leastFactsOfPage) continue;
            for (var from = 0; from < page.Count; from += MostFactsOfPage)
                yield return new(page[from..Math.Min(page.Count, from + MostFactsOfPage)], EndsLane: from + MostFactsOfPage >= page.Count);
            page = [];
        }
        if (page.Count > 0) yield return new(page, EndsLane: true);
    }

    /// <summary>A file that is gone when nobody has it open, whatever ends this process.</summary>
    private static FileStream Nameless()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, bufferSize: 0);
        File.Delete(path);
        return file;
    }

    /// <summary>So many parts as are in memory at a time: one that is large, several that are small.</summary>
    private IEnumerable<IReadOnlyList<Part>> Together()
    {
        List<Part> together = [];
        var bytes = 0;
        foreach (var part in _parts)
        {
            if (bytes > 0 && bytes + part.Length > bytesInMemory)
            {
                yield return together;
                (together, bytes) = ([], 0);
            }
            together.Add(part);
            bytes += part.Length;
        }
        if (bytes > 0) yield return together;
    }

    /// <summary>The lanes of some parts, each in the order of the log.</summary>
    private IEnumerable<IReadOnlyList<Numbered<CanonicalFact>>> Read(IReadOnlyList<Part> parts, ref byte[] bytes)
    {
        var total = parts.Sum(part => part.Length);
        if (bytes.Length < total) bytes = new byte[total + (total / 4)];
        var length = 0;
        foreach (var part in parts)
        {
            foreach (var block in part.Blocks)
            {
                _file!.Position = (long)block * BlockBytes;
                _file.ReadExactly(bytes, length, BlockBytes);
                length += BlockBytes;
            }
            part.Last.CopyTo(bytes.AsSpan(length));
            length += part.Last.Length;
        }

        Dictionary<Lane, List<Numbered<CanonicalFact>>> lanes = [];
        using var reader = new BinaryReader(new MemoryStream(bytes, 0, total, writable: false));
        while (reader.BaseStream.Position < total)
        {
            var (fact, customer, ordinal) = Read(reader, bytes);
            ref var lane = ref CollectionsMarshal.GetValueRefOrAddDefault(lanes, Lane.Of(fact.Stream, customer), out _);
            (lane ??= []).Add(new(fact, ordinal));
        }
        return lanes.Values;
    }

    private void Write(CanonicalFact fact, CustomerId? concerned, long ordinal)
    {
        using var writer = new BinaryWriter(_fact, Encoding.UTF8, leaveOpen: true);
        Span<byte> id = stackalloc byte[16];
        writer.Write(ordinal);
        writer.Write(concerned is not null);
        if (concerned is { } customer && customer.Value.TryWriteBytes(id)) writer.Write(id);
        writer.Write(fact.Position.Commit);
        writer.Write(fact.Position.Prepare);
        writer.Write(fact.Stream.Value);
        writer.Write(fact.Revision);
        fact.Id.TryWriteBytes(id);
        writer.Write(id);
        writer.Write(fact.Type);
        Write(writer, fact.Data.Span);
        Write(writer, fact.Metadata.Span);
        writer.Write(fact.RecordedAt.UtcTicks);
    }

    private static void Write(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private (CanonicalFact Fact, CustomerId? Customer, long Ordinal) Read(BinaryReader reader, byte[] bytes)
    {
        var ordinal = reader.ReadInt64();
        CustomerId? customer = reader.ReadBoolean() ? new(ReadId(reader)) : null;
        var fact = new CanonicalFact(
            new(reader.ReadUInt64(), reader.ReadUInt64()), new(reader.ReadString()), reader.ReadInt64(), ReadId(reader), Known(reader.ReadString()),
            Slice(), Slice(), new(reader.ReadInt64(), TimeSpan.Zero));
        return (fact, customer, ordinal);

        ReadOnlyMemory<byte> Slice()
        {
            var length = reader.ReadInt32();
            var from = (int)reader.BaseStream.Position;
            reader.BaseStream.Position += length;
            return bytes.AsMemory(from, length);
        }
    }

    private static Guid ReadId(BinaryReader reader)
    {
        Span<byte> id = stackalloc byte[16];
        reader.BaseStream.ReadExactly(id);
        return new(id);
    }

    /// <summary>There are few types, and each has one text.</summary>
    private string Known(string type) => _types.TryGetValue(type, out var known) ? known : _types[type] = type;

    /// <summary>The bytes of the facts of some lanes, mixed, in the order of the log, cut into blocks: all but the last are in the file.</summary>
    private sealed class Part
    {
        private readonly byte[] _last = new byte[BlockBytes];
        private readonly List<int> _blocks = [];

        /// <summary>Which blocks of the file.</summary>
        public IReadOnlyList<int> Blocks => _blocks;

        public ReadOnlySpan<byte> Last => _last.AsSpan(0, LastLength);

        public int Length => (_blocks.Count * BlockBytes) + Last.Length;

        private int LastLength { get; set; }

        /// <summary>Takes what there is room for; true where the block is full.</summary>
        public bool Take(ref ReadOnlySpan<byte> bytes)
        {
            var taken = Math.Min(bytes.Length, BlockBytes - LastLength);
            bytes[..taken].CopyTo(_last.AsSpan(LastLength));
            LastLength += taken;
            bytes = bytes[taken..];
            return LastLength == BlockBytes;
        }

        /// <summary>The last block was put aside as that one of the file.</summary>
        public void Restart(int block)
        {
            _blocks.Add(block);
            LastLength = 0;
        }
    }
}
