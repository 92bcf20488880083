namespace EventSourcedCrm.Projections.Engine;

/// <summary>How much of a build that is made anew is done at once.</summary>
/// <param name="Facts">So many are folded at least, in whole lanes, before their rows are made ready.</param>
/// <param name="Bytes">So many of one table's rows are ready before they are copied.</param>
internal sealed record Portions(int Facts, int Bytes)
{
    public static readonly Portions Usual = new(500, 512 << 10);
}
