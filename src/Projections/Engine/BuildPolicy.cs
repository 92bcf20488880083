namespace EventSourcedCrm.Projections.Engine;

/// <summary>Which builds are published, kept and dropped by themselves.</summary>
/// <param name="PublishesItself">A build of new code, or in the organisation's new zone, answers as soon as it is level; else it waits for a person.</param>
/// <param name="KeepFormer">How long a replaced build advances on, so that going back needs no waiting.</param>
/// <param name="MostOnDemand">Of the frozen builds of a projection that were made to answer one question, how many are kept: the newest.</param>
public sealed record BuildPolicy(bool PublishesItself, TimeSpan KeepFormer, int MostOnDemand)
{
    public static readonly BuildPolicy Default = new(PublishesItself: true, TimeSpan.FromDays(1), MostOnDemand: 20);
}
