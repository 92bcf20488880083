namespace EventSourcedCrm.Api.Shared;

/// <summary>A record's history, whole or only what counts on the two clocks; the users' names in it are those of the present.</summary>
public abstract record HistoryRequest : PagedRequest<HistoryEntry>, IOnTwoClocks
{
    public Moment? AsOf { get; init; }

    public KnownAt? KnownAt { get; init; }
}
