namespace EventSourcedCrm.Domain.Customers;

/// <summary>The meaning of the stages of a relationship, as data: one version of <c>stage/vN</c>.</summary>
public sealed record StageDefinition(
    string Id,
    PurchaseMoment PurchaseIs,
    decimal MinAmount,
    int RegularFrom,
    int LostAfterDays,
    XyzMethod Xyz,
    StageRanks Rank)
{
    public static StageDefinition V1 { get; } = new(
        "stage/v1",
        PurchaseMoment.Won,
        MinAmount: 0.01m,
        RegularFrom: 2,
        LostAfterDays: 180,
        new XyzMethod.Intervals(Window: 6, X: 0.5m, Y: 1.0m),
        new StageRanks(Lost: 0, Potential: 1, OneTime: 2, RegularZ: 3, RegularY: 4, RegularX: 5));
}

/// <summary>What makes a deal a purchase: being won, shipped in full or paid in full.</summary>
public enum PurchaseMoment { Won, Shipped, Paid }

/// <summary>How the class of a regular customer is decided at each occasion.</summary>
public abstract record XyzMethod
{
    private XyzMethod() { }

    /// <summary>By the deviation of the last <paramref name="Window"/> gaps between occasions of the run.</summary>
    public sealed record Intervals(int Window, decimal X, decimal Y) : XyzMethod;

    /// <summary>By the share of the last <paramref name="Months"/> calendar months that saw a purchase.</summary>
    public sealed record Coverage(int Months, decimal X, decimal Y) : XyzMethod;

    /// <summary>By the deviation of the sums of the last <paramref name="Months"/> calendar months.</summary>
    public sealed record Variation(int Months, decimal X, decimal Y) : XyzMethod;
}

/// <summary>The order of stages and classes that gives a transition its arrow; ranks are distinct.</summary>
public sealed record StageRanks(int Lost, int Potential, int OneTime, int RegularZ, int RegularY, int RegularX)
{
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
