using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Storage;
using FilterOptions = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadReq.Types.Options.Types.FilterOptions;

namespace EventSourcedCrm.EventStoreServer.Streams;

/// <summary>Which events of `$all` a reader wants, how many are examined at a time, and after how many he is told how far that was.</summary>
internal sealed class Filter
{
    private const int UsualWindow = 32;
    private const int PageWithoutFilter = 256;

    /// <summary>A client asks for the same in every call, and compiling takes longer than a page.</summary>
    private static readonly ConcurrentDictionary<string, Regex> Compiled = new();

    private readonly Func<StoredEvent, bool> _matches = _ => true;

    private Filter(int window) => Window = window;

    private Filter(FilterOptions options)
    {
        Window = options.WindowCase switch
        {
            FilterOptions.WindowOneofCase.Max => checked((int)options.Max),
            FilterOptions.WindowOneofCase.Count => UsualWindow,
            _ => throw Refusal.Invalid("The filter has no window."),
        };
        CheckpointInterval = (long)options.CheckpointIntervalMultiplier * Window;
        _matches = options.FilterCase switch
        {
            FilterOptions.FilterOneofCase.EventType => By(options.EventType, stored => stored.Type),
            FilterOptions.FilterOneofCase.StreamIdentifier => By(options.StreamIdentifier, stored => stored.Stream),
            _ => throw Refusal.Invalid("The filter filters by nothing."),
        };
    }

    public int Window { get; }

    /// <summary>In events examined; null is never.</summary>
    public long? CheckpointInterval { get; }

    public static Filter Parse(FilterOptions? options) => options is null ? new(PageWithoutFilter) : new(options);

    public bool Matches(StoredEvent stored) => stored.IsDangling || _matches(stored);

    private static Func<StoredEvent, bool> By(FilterOptions.Types.Expression expression, Func<StoredEvent, string> text)
    {
        if (expression.Regex != "")
        {
            var regex = Compiled.GetOrAdd(expression.Regex, pattern => new(pattern, RegexOptions.Compiled));
            return stored => regex.IsMatch(text(stored));
        }
        var prefixes = expression.Prefix.ToArray();
        return stored => Array.Exists(prefixes, prefix => text(stored).StartsWith(prefix, StringComparison.Ordinal));
    }
}
