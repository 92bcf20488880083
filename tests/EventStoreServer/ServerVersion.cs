namespace EventSourcedCrm.EventStoreServer;

/// <summary>In which ways the servers of this version behave differently from others.</summary>
internal sealed class ServerVersion(string text)
{
    private readonly Version _version = Version.Parse(text);

    public bool TellsFeatures => IsSince(21, 10);
    public bool TellsFirstAndLast => IsSince(21, 10);
    public bool TellsCaughtUp => IsSince(23, 10);
    public bool ConfirmsFirst => IsSince(24, 2);
    public bool ChecksPositions => IsSince(24, 2);
    public bool ChecksPointWhenCaughtUp => IsSince(24, 2);
    public bool RefusesMissingUuidOption => IsSince(24, 6);
    public bool CountsAllOfAnEvent => IsSince(24, 10, 4);
    public bool TellsWhereItCaughtUp => IsSince(24, 10, 5) && _version != new Version(25, 0, 0);
    public bool KnowsOtherContentTypes => IsSince(25, 0);

    public override string ToString() => text;

    private bool IsSince(int major, int minor, int patch = 0) => _version >= new Version(major, minor, patch);
}
