namespace EventSourcedCrm.EventStoreServer.Faults;

/// <summary>When a fault may strike; moments can be combined.</summary>
[Flags]
public enum Moment
{
    Append = 1,
    Read = 2,
    Subscribe = 4,
    Delete = 8,
    Gossip = 16,
    Features = 32,

    /// <summary>Before anything was done, whichever call it is.</summary>
    AnyCall = Append | Read | Subscribe | Delete | Gossip | Features,

    /// <summary>The events are stored, and the client has not been told.</summary>
    Stored = 64,

    /// <summary>Between two pages of a finite read.</summary>
    Reading = 128,

    /// <summary>Before each page of a subscription: at least once for each stretch of events sent.</summary>
    Subscribed = 256,

    Any = AnyCall | Stored | Reading | Subscribed,
}
