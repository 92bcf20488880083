namespace EventSourcedCrm.Domain.Tests;

/// <summary>The public data sets beside the repository; a test that needs one skips where they are absent.</summary>
internal static class SharedData
{
    public static string Path(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "EventSourcedCrm.sln"))) continue;
            var file = System.IO.Path.Combine(folder.FullName, "..", "shared", "data", relative);
            if (File.Exists(file)) return file;
        }
        Assert.Skip($"../shared/data/{relative} is not beside the repository.");
        throw new InvalidOperationException();
    }
}
