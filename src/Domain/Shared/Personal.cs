namespace EventSourcedCrm.Domain.Shared;

/// <summary>
/// Text about a person: a name, a phone, a birthday, a remark. The log stores it encrypted under its customer's key;
/// once that key is destroyed it reads as erased, for ever and everywhere.
/// </summary>
public readonly record struct Personal(string? Text)
{
    public static readonly Personal Erased = default;

    public bool IsErased => Text is null;

    public static implicit operator Personal(string text) => new(text);

    public override string ToString() => Text ?? "erased";
}
