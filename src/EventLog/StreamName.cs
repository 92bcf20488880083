namespace EventSourcedCrm.EventLog;

/// <summary>The name of a stream: a category, a hyphen and an identity, as in <c>customer-{id}</c>; or a word alone.</summary>
public readonly record struct StreamName
{
    public const int MaxLength = 200;

    /// <exception cref="ArgumentException">A log could not keep the name: empty, too long, begins with $, or has characters that are not text.</exception>
    public StreamName(string value) => Value = Fault(value) is { } fault ? throw new ArgumentException($"A stream's name {fault}.", nameof(value)) : value;

    public string Value { get; }

    public static StreamName Of(string category, Guid id) => new($"{category}-{id:D}");

    /// <summary>Everything before the first hyphen.</summary>
    public string Category => Value.IndexOf('-') is var hyphen and >= 0 ? Value[..hyphen] : Value;

    /// <summary>The identity after the first hyphen, where it is a GUID.</summary>
    public Guid? Id => Value.IndexOf('-') is var hyphen and >= 0 && Guid.TryParseExact(Value.AsSpan(hyphen + 1), "D", out var id) ? id : null;

    public override string ToString() => Value;

    private static string? Fault(string name) => name switch
    {
        null or "" => "cannot be empty",
        { Length: > MaxLength } => $"has at most {MaxLength} characters",
        ['$', ..] => "cannot begin with $, which EventStoreDB keeps for itself",
        _ when HasWhatIsNoText(name) => "has neither control characters nor surrogates",
        _ => null,
    };

    private static bool HasWhatIsNoText(string name)
    {
        foreach (var c in name)
            if (char.IsControl(c) || char.IsSurrogate(c)) return true;
        return false;
    }
}
