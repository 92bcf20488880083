using EventSourcedCrm.Domain.Definitions;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Which projection is folded under the definitions of which report, and so which one the report is read from.</summary>
internal static class ReportProjections
{
    private static readonly Dictionary<string, string> ByReport = new()
    {
        [Definition.Stage] = "stages",
        [Definition.FirstResponse] = "first_response",
        [Definition.NoContact] = "no_contact",
    };

    public static string Of(string report) => ByReport[report];

    /// <summary>Null for a projection that no definition has a say in.</summary>
    public static string? ReportOf(string projection) => ByReport.FirstOrDefault(pair => pair.Value == projection).Key;
}
