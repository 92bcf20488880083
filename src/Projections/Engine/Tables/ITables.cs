namespace EventSourcedCrm.Projections.Engine.Tables;

/// <summary>What a projection declares: one or more stores of rows, and what they are derived from.</summary>
internal interface ITables
{
    IEnumerable<Store> Stores { get; }

    List<Operation> Operations { set; }

    void Derive();
}

/// <summary>One thing a fact asks of one group of rows; taken back when a later operation of the same fact fails.</summary>
internal abstract class Operation
{
    public abstract Store Store { get; }

    /// <summary>The key of the group, as text: see <see cref="KeyText"/>.</summary>
    public abstract string Group { get; }

    public abstract void Apply();

    public abstract void Undo();
}

/// <summary>The row a fact wants to change is not there.</summary>
public sealed class MissingRowException(string table, object key) : Exception($"There is no row {key} in {table} to change.");

/// <summary>There is a row of what is to begin with a fact.</summary>
public sealed class PresentRowException(string table, object key) : Exception($"There is a row {key} in {table} already, which this fact was to begin.");
