namespace EventSourcedCrm.Host.Bench;

/// <summary>Appends of one fact each from 32 writers, beside one-row inserts of the same bytes, each committed, from 32 connections.</summary>
internal static class Appends
{
    private const int Writers = 32;
    private const int WarmUps = 4;
    private const int Turns = 12;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    public static async Task<Figure> Measure(Ground ground, CancellationToken ct)
    {
        await ground.RememberKeys(ct);
        await using var inserts = await Inserts.Open(ground, Writers, ct);
        var measured = await Rounds.Measure(WarmUps, Turns,
            () => Rounds.Rate(Writers, Turn, _ => ground.AppendContact(ct).AsTask()),
            () => Rounds.Rate(Writers, Turn, writer => inserts.Writers[writer].ExecuteNonQueryAsync(ct)));
        return new("embedded append, 32 writers, 1 fact each, durable", measured.Value, "facts/s")
        {
            Raw = measured.Raw,
            RawIs = "one-row INSERT … COMMIT, 32 connections",
            Ratio = measured.Ratio,
            Target = "≥ 1.5 × raw",
            Met = measured.Ratio >= 1.5,
        };
    }
}
