using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Where a report's figures come from, so that they can be asked for again and checked.</summary>
/// <param name="Report">The report's name in its address.</param>
/// <param name="Definition">The definition it was reckoned under.</param>
/// <param name="Pins">The definitions that one reads.</param>
/// <param name="Parameters">What was asked for.</param>
/// <param name="Zone">The IANA zone in which dates are meant.</param>
/// <param name="TzVersion">The version of the tz database.</param>
/// <param name="AsOf">Only what happened up to this instant counts.</param>
/// <param name="Build">The build read.</param>
/// <param name="BuildState">live, candidate, former or frozen: a candidate may be behind, and a frozen one stops at its position.</param>
/// <param name="Position">The position in the log up to which the build had read.</param>
/// <param name="Completeness">What of the log is in the build.</param>
/// <param name="LeftOut">Who would be in the report and is not.</param>
/// <param name="Sha256">Of the canonical rows of this answer: each as JSON, ended by a line feed.</param>
public sealed record Stamp(
    string Report,
    string Definition,
    IReadOnlyList<string> Pins,
    object Parameters,
    string Zone,
    string TzVersion,
    DateTimeOffset AsOf,
    string Build,
    string BuildState,
    string Position,
    Completeness Completeness,
    LeftOut? LeftOut,
    string Sha256)
{
    /// <summary>On one line, for where there is no room for all of it.</summary>
    [JsonIgnore]
    public string InShort => string.Create(CultureInfo.InvariantCulture,
        $"{Report} {string.Join(',', [Definition, .. Pins])} as of {AsOf.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'} build {Build} position {Position} sha256 {Sha256}");

    public static Stamp Of<TRow>(string report, Build build, object parameters, DateTimeOffset asOf, IEnumerable<TRow> rows, int? leftOut = null)
    {
        var definitions = build.Definition.Split(',', StringSplitOptions.TrimEntries);
        return new(report, definitions[0], definitions[1..], parameters, build.Zone, build.TzVersion, asOf, build.Name, build.State,
            build.Position.ToString(), new(build.Ordinal, build.Parked, build.Skipped), leftOut is { } archived ? new(archived) : null, Digest(rows));
    }

    private static string Digest<TRow>(IEnumerable<TRow> rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in rows)
        {
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(row, ApiJson.Options));
            hash.AppendData("\n"u8);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>How many customers archived at asOf were left out.</summary>
public sealed record LeftOut(int Archived);

/// <summary>How many facts the build has read, how many of them it could not apply yet, and how many a person had left out.</summary>
public sealed record Completeness(long Facts, long Parked, long Skipped);

/// <summary>How a report is written: <c>json</c>, or <c>csv</c> for a spreadsheet.</summary>
public enum Format { Json, Csv }
