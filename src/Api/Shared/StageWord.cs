namespace EventSourcedCrm.Api.Shared;

/// <summary>A stage by name, or with its class as reports join them: regular-y.</summary>
public sealed class StageWordAttribute : RuleAttribute
{
    private static readonly string[] Words = ["potential", "one-time", "regular", "regular-x", "regular-y", "regular-z", "lost"];

    public override string? Broken(object value, DateTimeOffset now) =>
        value is string word && !Words.Contains(word) ? $"One of {string.Join(", ", Words)} is expected." : null;
}
