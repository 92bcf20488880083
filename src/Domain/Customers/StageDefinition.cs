using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Definitions;

namespace EventSourcedCrm.Domain.Customers;

/// <summary>The meaning of the stages of a relationship, as data: what one version of <c>stage/vN</c> says (reports.md, section 1).</summary>
public sealed record StageDefinition(
    PurchaseMoment PurchaseIs,
    decimal MinAmount,
    int RegularFrom,
    int LostAfterDays,
    XyzMethod Xyz,
    StageRanks Rank) : Definition
{
    public static StageDefinition V1 { get; } = new(
        PurchaseMoment.Won,
        MinAmount: 0.01m,
        RegularFrom: 2,
        LostAfterDays: 180,
        new XyzMethod.Intervals(Window: 6, X: 0.5m, Y: 1.0m),
        new StageRanks(Lost: 0, Potential: 1, OneTime: 2, RegularZ: 3, RegularY: 4, RegularX: 5));

    [JsonIgnore]
    public override string Report => Stage;

    public override IEnumerable<Flaw> Flaws()
    {
        if (MinAmount < 0 || decimal.Round(MinAmount, 2) != MinAmount) yield return new("minAmount", "An amount is not negative and has at most two decimals.");
        if (RegularFrom is < 2 or > 100) yield return new("regularFrom", "A customer is regular from the 2nd to the 100th purchase on.");
        if (LostAfterDays is < 1 or > 3650) yield return new("lostAfterDays", "From 1 to 3650 days are accepted.");
        foreach (var flaw in Xyz.Flaws()) yield return flaw with { Field = "xyz." + flaw.Field };
        if (!Rank.AreDistinct) yield return new("rank", "Ranks have to differ from each other, or there is no arrow between them.");
    }
}

/// <summary>What makes a deal a purchase: being won, shipped in full or paid in full.</summary>
public enum PurchaseMoment { Won, Shipped, Paid }

/// <summary>How the class of a regular customer is decided at each occasion.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "method")]
[JsonDerivedType(typeof(Intervals), "intervals")]
[JsonDerivedType(typeof(Coverage), "coverage")]
[JsonDerivedType(typeof(Variation), "variation")]
public abstract record XyzMethod
{
    private XyzMethod() { }

    public abstract IEnumerable<Flaw> Flaws();

    /// <summary>By the deviation of the last <paramref name="Window"/> gaps between occasions of the run: at most X, at most Y, else Z.</summary>
    public sealed record Intervals(int Window = 6, decimal X = 0.5m, decimal Y = 1.0m) : XyzMethod
    {
        public override IEnumerable<Flaw> Flaws()
        {
            if (Window is < 2 or > 100) yield return new("window", "From 2 to 100 gaps are looked at.");
            if (X < 0) yield return new("x", "A limit is not negative.");
            if (Y < X) yield return new("y", "The limit of Y is not below that of X.");
        }
    }

    /// <summary>By the share of the last <paramref name="Months"/> calendar months that saw a purchase: at least X, at least Y, else Z.</summary>
    public sealed record Coverage(int Months = 12, decimal X = 0.75m, decimal Y = 0.4m) : XyzMethod
    {
        public override IEnumerable<Flaw> Flaws()
        {
            if (Months is < 3 or > 120) yield return new("months", "From 3 to 120 months are looked at.");
            if (X is < 0 or > 1) yield return new("x", "A share is from 0 to 1.");
            if (Y < 0 || Y > X) yield return new("y", "The share of Y is from 0 to that of X.");
        }
    }

    /// <summary>By the deviation of the sums of the last <paramref name="Months"/> calendar months: at most X, at most Y, else Z.</summary>
    public sealed record Variation(int Months = 12, decimal X = 0.10m, decimal Y = 0.25m) : XyzMethod
    {
        public override IEnumerable<Flaw> Flaws()
        {
            if (Months is < 3 or > 120) yield return new("months", "From 3 to 120 months are looked at.");
            if (X < 0) yield return new("x", "A limit is not negative.");
            if (Y < X) yield return new("y", "The limit of Y is not below that of X.");
        }
    }
}

/// <summary>The order of stages and classes that gives a transition its arrow; ranks are distinct.</summary>
public sealed record StageRanks(int Lost, int Potential, int OneTime, int RegularZ, int RegularY, int RegularX)
{
    [JsonIgnore]
    public bool AreDistinct => new HashSet<int> { Lost, Potential, OneTime, RegularZ, RegularY, RegularX }.Count == 6;

    /// <summary>Which way a change goes; nothing before it makes it new.</summary>
    public StageArrow ArrowOf(Standing? from, Standing to) => from is not { } before ? StageArrow.New : Of(to) > Of(before) ? StageArrow.Up : StageArrow.Down;

    public int Of(Standing standing) => (standing.Stage, standing.Class) switch
    {
        (Stage.Lost, _) => Lost,
        (Stage.Potential, _) => Potential,
        (Stage.OneTime, _) => OneTime,
        (_, StageClass.X) => RegularX,
        (_, StageClass.Y) => RegularY,
        _ => RegularZ,
    };
}
