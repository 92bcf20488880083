using System.Security.Cryptography;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Imports;

/// <summary>A file to import, or the files of a folder, and how its rows become commands.</summary>
public abstract class ImportSource
{
    public const string Kinds = "crm-opportunities, helpdesk or cdnow";

    private protected ImportSource(string kind, IReadOnlyList<string> files)
    {
        Kind = kind;
        FileName = Path.GetFileName(files[^1]);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files) hash.AppendData(File.ReadAllBytes(file));
        FileHash = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public string Kind { get; }

    public string FileName { get; }

    public string FileHash { get; }

    /// <exception cref="ImportRefusedException">There is no such kind or no such file.</exception>
    public static ImportSource Open(string kind, string path) => kind switch
    {
        "crm-opportunities" => new OpportunityFolder(FolderOf(path, OpportunityFolder.Files)),
        "helpdesk" => new HelpdeskFile(Found(path, "helpdesk.csv")),
        "cdnow" => new CdnowFile(Found(path, "CDNOW_master.txt")),
        _ => throw new ImportRefusedException($"There is no import called {kind}: name {Kinds}."),
    };

    internal abstract ImportPlan Plan(OrganisationSettings organisation, DateTimeOffset now);

    private static string FolderOf(string path, IEnumerable<string> names)
    {
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var name in names) Found(folder, name);
        return folder;
    }

    private static string Found(string path, string name)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, name) : path;
        return File.Exists(file) ? file : throw new ImportRefusedException($"There is no file {Path.GetFullPath(file)}.");
    }
}

/// <summary>What is to be done for a file: scripts in phases, each of which may refer to records of those before it.</summary>
internal sealed record ImportPlan(long Read, IReadOnlyList<RejectedRow> Rejected, params IReadOnlyList<IReadOnlyList<Script>> Phases);
