using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>A build in the making, in a scan that it may share with others.</summary>
internal sealed class Making(Folding folding)
{
    public Folding Folding { get; } = folding;

    public string Name => Folding.Build.Name;

    /// <summary>Where it stops, frozen; null where it goes on.</summary>
    public LogPosition? Until => Folding.Build.Until;

    /// <summary>Why it cannot be made; null so far.</summary>
    public Exception? Fault { get; set; }

    /// <summary>What is there for it of the page.</summary>
    public FactPage? Of(FactPage page) => Until is not { } until || page.End <= until ? page : page.UpTo(until);

    /// <summary>The page brings it to where it stops.</summary>
    public bool EndsIn(FactPage page) => Until is { } until && page.End >= until;
}
