using System.Collections.Concurrent;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Api.Shared;

/// <summary>
/// What the first fact of a record tells for ever: that it exists, and whose customer's it is. A stream never ends and its facts never
/// change, so what was found once is remembered; what was not found is looked for again.
/// </summary>
public sealed class Beginnings(IEventLog log)
{
    private const int MostRemembered = 200_000;

    private readonly ConcurrentDictionary<StreamName, Beginning> _known = new();
    private int _remembered; // to count the dictionary would lock all of it

    /// <summary>Null where there is no such record.</summary>
    public async ValueTask<Beginning?> Of(StreamName stream, CancellationToken ct)
    {
        if (_known.TryGetValue(stream, out var known)) return known;
        if (await log.ReadFirst(stream, ct) is not { } first) return null;
        return Remember(stream, new(first.Customer));
    }

    private Beginning Remember(StreamName stream, Beginning beginning)
    {
        if (_known.TryAdd(stream, beginning) && Interlocked.Increment(ref _remembered) > MostRemembered)
        {
            _known.Clear();
            _remembered = 0;
        }
        return beginning;
    }
}

/// <summary>A record that exists, and the customer it concerns, where it concerns one.</summary>
public sealed record Beginning(CustomerId? Customer);
