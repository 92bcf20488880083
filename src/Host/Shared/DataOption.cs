using System.CommandLine;

namespace EventSourcedCrm.Host.Shared;

/// <summary>The option every command takes: the folder everything is kept in.</summary>
public static class DataOption
{
    public static Option<string> Create() => new("--data")
    {
        Description = "The folder in which everything is kept",
        DefaultValueFactory = _ => "./data",
        HelpName = "FOLDER",
    };
}
