namespace EventSourcedCrm.EventStoreServer.Storage;

/// <summary>What a writer expects of the stream: its last revision, or one of three special cases, numbered as the servers number them.</summary>
internal readonly record struct Expected(long Revision)
{
    public static readonly Expected NoStream = new(-1);
    public static readonly Expected Any = new(-2);
    public static readonly Expected StreamExists = new(-4);

    public bool IsExplicit => Revision >= NoStream.Revision;
}
