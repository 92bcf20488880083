namespace EventSourcedCrm.EventLog;

/// <summary>The name of a stream: a category, a hyphen and an identity, as in <c>customer-{id}</c>; or a word alone.</summary>
public readonly record struct StreamName(string Value)
{
    public static StreamName Of(string category, Guid id) => new($"{category}-{id:D}");

    /// <summary>Everything before the first hyphen.</summary>
    public string Category => Value.IndexOf('-') is var hyphen and >= 0 ? Value[..hyphen] : Value;

    /// <summary>The identity after the first hyphen, where it is a GUID.</summary>
    public Guid? Id => Value.IndexOf('-') is var hyphen and >= 0 && Guid.TryParseExact(Value.AsSpan(hyphen + 1), "D", out var id) ? id : null;

    public override string ToString() => Value;
}
