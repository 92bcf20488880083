using EventSourcedCrm.Domain.Definitions;

namespace EventSourcedCrm.EventLog.Definitions;

/// <summary>Reads from the log what definitions there are, by which calendars they count, and which ones are published.</summary>
public static class DefinitionBooks
{
    /// <summary>The stream of a report's definitions.</summary>
    public static StreamName StreamOf(string report) => new($"{Domain.Definitions.Definitions.Category}-{report}");

    public static async Task<DefinitionBook> Read(IEventLog log, CancellationToken ct)
    {
        var book = DefinitionBook.BuiltIn;
        foreach (var report in Definition.BuiltIn.Keys)
            await foreach (var recorded in log.ReadStream(StreamOf(report), 0, ct))
                if (recorded.Fact is DefinitionFact fact) book = book.After(report, fact, recorded.HappenedAt);
        foreach (var calendar in book.Calendars)
            await foreach (var version in CalendarVersions.Of(calendar, log, ct))
                book = book.After(calendar, version);
        return book;
    }
}
