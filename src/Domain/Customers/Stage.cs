namespace EventSourcedCrm.Domain.Customers;

/// <summary>The stage of a relationship.</summary>
public enum Stage { Potential, OneTime, Regular, Lost }

/// <summary>How evenly a regular customer buys: X stable, Y irregular, Z episodic.</summary>
public enum StageClass { X, Y, Z }

/// <summary>Whether the rule or a manager's override put a stage in force.</summary>
public enum StageBasis { Rule, Manual }

/// <summary>Which way a transition goes by rank; the first one is new.</summary>
public enum StageArrow { New, Up, Down }

/// <summary>Where a relationship stands: its stage, with a class when it is regular.</summary>
public readonly record struct Standing(Stage Stage, StageClass? Class = null)
{
    public static readonly Standing Potential = new(Stage.Potential);
    public static readonly Standing OneTime = new(Stage.OneTime);
    public static readonly Standing Lost = new(Stage.Lost);

    public static Standing Regular(StageClass @class) => new(Stage.Regular, @class);

    /// <summary>The words reports use: <c>one-time</c>, <c>regular-y</c>.</summary>
    public override string ToString() => (Stage, Class) switch
    {
        (Stage.Potential, _) => "potential",
        (Stage.OneTime, _) => "one-time",
        (Stage.Lost, _) => "lost",
        (_, StageClass.X) => "regular-x",
        (_, StageClass.Y) => "regular-y",
        (_, StageClass.Z) => "regular-z",
        _ => "regular",
    };
}
