using System.Globalization;
using EventSourcedCrm.Projections.Engine;

namespace EventSourcedCrm.Host.Shared;

/// <summary>
/// Which builds are published and kept, as the environment says: CRM__PUBLISH=by-hand (new code waits for a person), CRM__KEEPFORMER
/// (days a replaced build advances on, for going back), CRM__KEEPFROZEN (builds kept, of those made to answer "as known then").
/// </summary>
public static class PolicyOfBuilds
{
    public static BuildPolicy Read()
    {
        var usual = BuildPolicy.Default;
        return new(
            Environment.GetEnvironmentVariable("CRM__PUBLISH") switch
            {
                null or "" or "by-itself" => true,
                "by-hand" => false,
                _ => throw new SentenceException("CRM__PUBLISH is by-itself or by-hand."),
            },
            Number("CRM__KEEPFORMER") is { } days ? TimeSpan.FromDays(days) : usual.KeepFormer,
            (int?)Number("CRM__KEEPFROZEN") ?? usual.MostOnDemand);
    }

    private static double? Number(string variable) => Environment.GetEnvironmentVariable(variable) switch
    {
        null or "" => null,
        var text when double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= 36_500 => number,
        _ => throw new SentenceException($"{variable} is a number from 0 to 36500."),
    };
}
