using System.Security.Cryptography;
using System.Text.Json;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>A fact ready to be stored.</summary>
public sealed record EncodedFact(Guid Id, string Type, byte[] Data, byte[] Metadata);

/// <summary>Turns facts into bytes and bytes into facts, personal values under their customers' keys.</summary>
public sealed class FactCodec(SubjectKeys keys, FactTypes? types = null)
{
    private readonly FactTypes _types = types ?? FactTypes.Domain;

    /// <exception cref="InvalidOperationException">The fact is not a stored one, or has personal values and names no customer.</exception>
    public async ValueTask<EncodedFact[]> Encode(StreamName stream, IReadOnlyList<NewFact> facts, CancellationToken ct)
    {
        Dictionary<CustomerId, SubjectKey?>? theirs = null;
        foreach (var fact in facts)
            if (_types.ToWrite(fact.Fact).Personal)
                (theirs ??= [])[Customer(fact)] = null;
        if (theirs is not null) await keys.Ensure(theirs, ct);
        return [.. facts.Select(fact => Encode(stream, fact, theirs))];
    }

    /// <summary>In the order given. Keys the page needs and memory has not are read in one query.</summary>
    public async ValueTask<IReadOnlyList<Recorded>> Decode(IReadOnlyList<CanonicalFact> page, CancellationToken ct, bool rememberKeys = true)
    {
        var metadata = new FactMetadata[page.Count];
        Dictionary<CustomerId, SubjectKey?> theirs = [];
        for (var i = 0; i < page.Count; i++)
        {
            metadata[i] = Read(page[i], static stored => MetadataJson.Read(stored.Metadata.Span));
            if (metadata[i].Customer is { } customer && _types.Find(page[i].Type) is { Personal: true }) theirs[customer] = null;
        }
        if (theirs.Count > 0) await keys.Load(theirs, rememberKeys, ct);
        var decoded = new Recorded[page.Count];
        for (var i = 0; i < decoded.Length; i++) decoded[i] = Decode(page[i], metadata[i], theirs);
        return decoded;
    }

    /// <summary>The facts, undecoded.</summary>
    internal IReadOnlyList<StoredFact> Undecoded(IReadOnlyList<CanonicalFact> page) => [.. page.Select(fact => new StoredFact(fact, KindOf(fact), CustomerOf))];

    /// <summary>What an old version means today is not known before it is read.</summary>
    private Type KindOf(CanonicalFact fact) => _types.Find(fact.Type) switch
    {
        null => typeof(UnknownFact),
        { Upcast: not null } => typeof(IFact),
        var stored => stored.Json.Type,
    };

    private static CustomerId? CustomerOf(CanonicalFact fact) => Read(fact, static stored => MetadataJson.ReadCustomer(stored.Metadata.Span));

    private EncodedFact Encode(StreamName stream, NewFact fact, Dictionary<CustomerId, SubjectKey?>? theirs)
    {
        var type = _types.ToWrite(fact.Fact);
        if (type.Personal) Seal.Current.For(theirs![Customer(fact)], stream, type.Name);
        return new(fact.Id, type.Name,
            JsonSerializer.SerializeToUtf8Bytes(fact.Fact, type.Json),
            MetadataJson.Write(fact.Metadata));
    }

    private Recorded Decode(CanonicalFact stored, FactMetadata metadata, Dictionary<CustomerId, SubjectKey?> theirs)
    {
        var type = _types.Find(stored.Type);
        if (type is { Personal: true }) Seal.Current.For(metadata.Customer is { } customer ? theirs[customer] : null, stored.Stream, type.Name);
        var fact = type is null ? UnknownFact.Instance : _types.Today(Read(stored, type.Read));
        return new(stored.Stream, stored.Revision, stored.Position, stored.Id, type?.Name ?? stored.Type,
            stored.Data, stored.Metadata, stored.RecordedAt, fact, metadata);
    }

    /// <summary>Reads something of a fact, which is named where it cannot be read.</summary>
    private static T Read<T>(CanonicalFact stored, Func<CanonicalFact, T> read)
    {
        try
        {
            return read(stored);
        }
        catch (Exception e) when (e is JsonException or FormatException or CryptographicException)
        {
            throw new LogCorruptedException($"The {stored.Type} at position {stored.Position} (stream {stored.Stream}, revision {stored.Revision}) cannot be read: {e.Message}", e);
        }
    }

    private static CustomerId Customer(NewFact fact) => fact.Metadata.Customer
        ?? throw new InvalidOperationException($"{fact.Fact.GetType().Name} has personal values, but its metadata names no customer whose key would protect them.");
}
