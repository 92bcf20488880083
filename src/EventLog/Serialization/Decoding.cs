using EventSourcedCrm.EventLog.Postgres;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>Decoding, though PostgreSQL, where the keys of personal values are, may be away for a moment.</summary>
internal static class Decoding
{
    public static Task<IReadOnlyList<Recorded>> DecodePersistently(
        this FactCodec codec, IReadOnlyList<CanonicalFact> facts, TimeSpan patience, CancellationToken ct, bool rememberKeys = true) =>
        Persistently.Try(async token => await codec.Decode(facts, token, rememberKeys), patience, ct);
}
