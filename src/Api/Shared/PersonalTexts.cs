using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Text as sent, about a person: what is not given stays not given, which is not the same as erased.</summary>
internal static class PersonalTexts
{
    public static Personal? Personal(this string? text) => text is null ? default(Personal?) : new Personal(text);

    public static IReadOnlyList<Personal> Personal(this IEnumerable<string> texts) => [.. texts.Select(text => new Personal(text))];
}
