using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Host.Imports;

/// <summary>Reads the rows of a file once, each with its identity, and keeps those that cannot be imported.</summary>
internal sealed class Reading(string kind, DateTimeOffset now)
{
    private readonly List<RejectedRow> _rejected = [];

    /// <summary>Every row that was counted, those rejected among them.</summary>
    public long Read { get; private set; }

    public IReadOnlyList<RejectedRow> Rejected => _rejected;

    /// <summary>What the rows mean, in the order of the file.</summary>
    /// <param name="table">The file.</param>
    /// <param name="parse">Makes sense of a row, given its identity, or throws <see cref="RowRejectedException"/>.</param>
    /// <param name="counted">Whether good rows count; rejected ones always do.</param>
    public List<T> All<T>(TextTable table, Func<Row, Guid, T> parse, bool counted = true)
    {
        var (parsed, ordinals) = (new List<T>(), new Dictionary<string, int>());
        foreach (var row in table.Rows(Reject))
        {
            var ordinal = ordinals[row.ContentHash] = ordinals.GetValueOrDefault(row.ContentHash) + 1;
            try
            {
                parsed.Add(parse(row, row.Identity(kind, ordinal)));
                if (counted) Read++;
            }
            catch (RowRejectedException e)
            {
                Reject(row.Rejected(e.Message));
            }
        }
        return parsed;
    }

    /// <exception cref="RowRejectedException">The instant cannot be when something happened.</exception>
    public DateTimeOffset Happened(DateTimeOffset at) =>
        at > now ? throw new RowRejectedException($"{at:yyyy-MM-dd HH:mm} is in the future.")
        : at.Year < 1900 ? throw new RowRejectedException("Dates before 1900 are not accepted.")
        : at;

    private void Reject(RejectedRow row)
    {
        Read++;
        _rejected.Add(row);
    }
}
