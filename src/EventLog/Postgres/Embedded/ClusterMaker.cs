namespace EventSourcedCrm.EventLog.Postgres.Embedded;

/// <summary>Makes the database files of a new folder, so that they appear whole or not at all.</summary>
internal sealed class ClusterMaker(DataFolder folder, ServerUser user, ServerBinaries binaries, EmbeddedPostgresOptions options)
{
    private const string DraftPrefix = DataFolder.ClusterName + ".new-";

    public async Task Make(CancellationToken ct)
    {
        foreach (var leftover in Directory.GetDirectories(folder.Path, DraftPrefix + "*"))
            Directory.Delete(leftover, recursive: true);

        // A name of its own: an initdb that outlived its killed parent may still be writing to the last one.
        var draft = DraftPrefix + Guid.NewGuid().ToString("n");
        Directory.CreateDirectory(folder.In(draft));
        await user.GiveOwnership(folder, [draft], ct);
        (await Initdb(draft, ct)).OrThrow($"Cannot make the database files in {folder.Path}");
        (await CreateDatabase(draft, ct)).OrThrow($"Cannot make the database in {folder.Path}");
        Directory.Move(folder.In(draft), folder.Cluster);
    }

    private Task<Outcome> Initdb(string draft, CancellationToken ct) => user.Run(folder.Path, binaries.Initdb,
        [
            "-D", draft, "--username", ServerAddress.Name, "--auth=reject", "--no-instructions", "--data-checksums",
            .. ServerSettings.Locale, .. options.Durable ? Array.Empty<string>() : ["--no-sync"],
        ], ct);

    private Task<Outcome> CreateDatabase(string draft, CancellationToken ct) => user.Run(folder.Path, binaries.Postgres,
        ["--single", "-D", draft, "postgres"], ct, input: $"create database {ServerAddress.Name}\n");
}
