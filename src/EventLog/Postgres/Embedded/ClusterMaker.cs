namespace EventSourcedCrm.EventLog.Postgres.Embedded;

/// <summary>Makes the database files of a new folder, so that they appear whole or not at all.</summary>
internal sealed class ClusterMaker(DataFolder folder, ServerUser user, ServerBinaries binaries, EmbeddedPostgresOptions options)
{
    private const string DraftPrefix = DataFolder.ClusterName + ".new-";

    /// <summary>Cannot be broken off: it takes a second or two, and a killed initdb leaves a child that goes on writing.</summary>
    public async Task EnsureMade()
    {
        DeleteLeftovers();
        if (Directory.Exists(folder.Cluster))
            return;

        // A name of its own: an initdb that outlived its killed parent may still be writing to the last one.
        var draft = DraftPrefix + Guid.NewGuid().ToString("n");
        Directory.CreateDirectory(folder.In(draft));
        await user.GiveOwnership(folder, [draft], CancellationToken.None);
        (await Initdb(draft)).OrThrow($"Cannot make the database files in {folder.Path}");
        (await CreateDatabase(draft)).OrThrow($"Cannot make the database in {folder.Path}");
        Directory.Move(folder.In(draft), folder.Cluster);
    }

    private void DeleteLeftovers()
    {
        foreach (var leftover in Directory.GetDirectories(folder.Path, DraftPrefix + "*"))
            try
            {
                Directory.Delete(leftover, recursive: true);
            }
            catch (IOException)
            {
                // An initdb whose parent was killed is still writing there.
            }
    }

    private Task<Outcome> Initdb(string draft) => user.Run(folder.Path, binaries.Initdb,
        [
            "-D", draft, "--username", ServerAddress.Name, "--auth=reject", "--no-instructions", "--data-checksums",
            .. ServerSettings.Locale, .. options.Durable ? Array.Empty<string>() : ["--no-sync"],
        ], CancellationToken.None);

    private Task<Outcome> CreateDatabase(string draft) => user.Run(folder.Path, binaries.Postgres,
        ["--single", "-D", draft, "postgres"], CancellationToken.None, input: $"create database {ServerAddress.Name}\n");
}
