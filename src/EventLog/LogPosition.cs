using System.Globalization;

namespace EventSourcedCrm.EventLog;

/// <summary>
/// A place in the total order, comparable, opaque outside. The embedded log uses one number for both parts, contiguous from 1.
/// </summary>
public readonly record struct LogPosition(ulong Commit, ulong Prepare) : IComparable<LogPosition>
{
    /// <summary>Before the first fact.</summary>
    public static readonly LogPosition Start = default;

    public static LogPosition At(long position) => new((ulong)position, (ulong)position);

    public static bool TryParse(string? text, out LogPosition position)
    {
        position = default;
        var parts = (text ?? "").Split('-');
        if (parts.Length > 2 || !TryNumber(parts[0], out var commit)) return false;
        var prepare = commit;
        if (parts.Length == 2 && !TryNumber(parts[1], out prepare)) return false;
        position = new(commit, prepare);
        return true;
    }

    public int CompareTo(LogPosition other) => Commit.CompareTo(other.Commit) is var c and not 0 ? c : Prepare.CompareTo(other.Prepare);

    public static bool operator <(LogPosition a, LogPosition b) => a.CompareTo(b) < 0;

    public static bool operator >(LogPosition a, LogPosition b) => a.CompareTo(b) > 0;

    public static bool operator <=(LogPosition a, LogPosition b) => a.CompareTo(b) <= 0;

    public static bool operator >=(LogPosition a, LogPosition b) => a.CompareTo(b) >= 0;

    public override string ToString() => Commit == Prepare
        ? Commit.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Commit}-{Prepare}");

    private static bool TryNumber(string text, out ulong number) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
