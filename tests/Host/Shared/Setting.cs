using System.Globalization;

namespace EventSourcedCrm.Host.Tests.Shared;

/// <summary>What the environment says of how long, how large and how random a test is.</summary>
internal static class Setting
{
    public static int Of(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
