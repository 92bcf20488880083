using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Serialization;

namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>Decoding where the log is elsewhere: the keys of personal values are in PostgreSQL all the same, which may be away for a moment.</summary>
internal static class Decoding
{
    public static Task<IReadOnlyList<Recorded>> DecodePersistently(this FactCodec codec, IReadOnlyList<CanonicalFact> facts, TimeSpan patience, CancellationToken ct) =>
        Persistently.Try(async token => await codec.Decode(facts, token), patience, ct);
}
