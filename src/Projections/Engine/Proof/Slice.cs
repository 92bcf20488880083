using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>The groups of rows whose key has a SHA-256 that begins in a range, in memory and in SQL alike.</summary>
/// <param name="From">Inclusive, of 65,536.</param>
/// <param name="To">Exclusive.</param>
internal readonly record struct Slice(int From, int To)
{
    public const int End = 1 << 16;

    public static readonly Slice All = new(0, End);

    /// <summary>Types whose text is the same here and in PostgreSQL.</summary>
    private static readonly string[] Texts = ["uuid", "text", "int", "bigint"];

    /// <summary>The next one, of so many rows or thereabouts.</summary>
    public static Slice After(int from, long rows, long rowsAtOnce) =>
        new(from, (int)Math.Min(End, from + Math.Max(1, End * rowsAtOnce / Math.Max(1, rows))));

    public static bool CanCut(Layout layout) => layout.Group.All(column => Texts.Contains(column.SqlType));

    public bool Has(string group) => this == All || BinaryPrimitives.ReadUInt16BigEndian(Sha256.Of(Encoding.UTF8.GetBytes(group))) is var hash && hash >= From && hash < To;

    public string Condition(Layout layout)
    {
        if (this == All) return "true";
        var key = string.Join($" || '{KeyText.Between}' || ", layout.Group.Select(column => $"{column.Name}::text"));
        var upper = To == End ? "" : $" and substr(sha256(convert_to({key}, 'UTF8')), 1, 2) < {Bytes(To)}";
        return $"substr(sha256(convert_to({key}, 'UTF8')), 1, 2) >= {Bytes(From)}{upper}";
    }

    private static string Bytes(int bound) => string.Create(CultureInfo.InvariantCulture, $"'\\x{bound:x4}'::bytea");
}
