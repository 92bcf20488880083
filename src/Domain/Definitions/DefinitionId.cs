using System.Globalization;

namespace EventSourcedCrm.Domain.Definitions;

/// <summary>
/// The name of one version of a report's meaning, as in <c>stage/v2</c>, where version 1 comes with the program; or of a calendar that
/// such a meaning counts by, as in <c>calendar-{id}/v3</c>.
/// </summary>
public readonly record struct DefinitionId(string Report, int Version)
{
    public static bool TryParse(string? text, out DefinitionId id)
    {
        id = default;
        if (text?.LastIndexOf("/v", StringComparison.Ordinal) is not (> 0 and var slash)) return false;
        if (!int.TryParse(text.AsSpan(slash + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1) return false;
        id = new(text[..slash], version);
        return id.ToString() == text;
    }

    /// <exception cref="FormatException">It is not of the form <c>stage/v2</c>.</exception>
    public static DefinitionId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"A definition is named as in stage/v2, not {text}.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Report}/v{Version}");
}
