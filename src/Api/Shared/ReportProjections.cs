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

    private static readonly Dictionary<string, string> Screens = new()
    {
        ["stages"] = "The reports stage-history and xyz-analysis",
        ["first_response"] = "The report first-response",
        ["no_contact"] = "The report no-contact",
        ["customer_directory"] = "The list of customers and their cards",
        ["card_history"] = "The histories of cards",
        ["contact_list"] = "The list of contacts",
        ["appeal_queue"] = "The queue of appeals",
        ["deal_board"] = "The board of deals",
        ["registries"] = "The lists of users, groups, products and pipelines",
        ["access"] = "The list of tokens, and who may do what",
    };

    /// <summary>What people see of a projection.</summary>
    public static string ShownIn(string projection) => Screens.GetValueOrDefault(projection, projection);

    public static string Of(string report) => ByReport[report];

    /// <summary>Null for a projection that no definition has a say in.</summary>
    public static string? ReportOf(string projection) => ByReport.FirstOrDefault(pair => pair.Value == projection).Key;
}
