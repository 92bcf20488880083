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
    private const int MostRemembered = 100_000;

    private readonly ConcurrentDictionary<StreamName, Beginning> _known = new();

    /// <summary>Null where there is no such record.</summary>
    public async ValueTask<Beginning?> Of(StreamName stream, CancellationToken ct)
    {
        if (_known.TryGetValue(stream, out var known)) return known;
        if (await log.ReadFirst(stream, ct) is not { } first) return null;
        if (_known.Count >= MostRemembered) _known.Clear();
        return _known[stream] = new(first.Customer);
    }
}

/// <summary>A record that exists, and the customer it concerns, where it concerns one.</summary>
public sealed record Beginning(CustomerId? Customer);
