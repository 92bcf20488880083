using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>
/// Turns a fact as it used to be stored into the fact it means today. The old record keeps its stored name and stays a line in
/// <see cref="FactJson"/>; nobody else sees it again. Versions may be chained: the result is upcast in its turn.
/// </summary>
public sealed record Upcaster(Type Old, Func<IFact, IFact> Upcast)
{
    public static Upcaster From<TOld>(Func<TOld, IFact> upcast) where TOld : IFact => new(typeof(TOld), old => upcast((TOld)old));

    /// <summary>Every old version this program still reads.</summary>
    public static readonly IReadOnlyList<Upcaster> All = [];
}
