using System.Globalization;

namespace EventSourcedCrm.EventLog.Postgres.Embedded;

/// <summary>The format of a data folder, a number kept in its file <c>version</c>.</summary>
internal static class DataFormat
{
    public const int Current = 1;

    /// <summary>Marks a new folder, refuses one this program does not understand. A later format migrates older ones here.</summary>
    public static void Check(DataFolder folder)
    {
        if (!File.Exists(folder.Format))
            File.WriteAllText(folder.Format, $"{Current}\n");

        var text = File.ReadAllText(folder.Format).Trim();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1)
            throw new EmbeddedPostgresException(
                $"{folder.Format} should hold the number of the data format but holds \"{text}\". Restore the file from a backup; this program writes {Current}.");

        if (version > Current)
            throw new EmbeddedPostgresException(
                $"The data in {folder.Path} has format {version}, made by a newer version of this program; this one understands formats up to {Current}. "
                + "Use the newer program, or move the data: `crm export FILE` with the newer program, then `crm restore FILE` into an empty folder with this one.");
    }
}
