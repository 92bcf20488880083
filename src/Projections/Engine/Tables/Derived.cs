using System.Linq.Expressions;

namespace EventSourcedCrm.Projections.Engine.Tables;

/// <summary>
/// Rows computed from the set of what is known of a key, and replaced as a whole when the set changes,
/// so that the order of arrival does not matter.
/// </summary>
/// <typeparam name="TInput">What is taken from a fact; kept in a table of its own.</typeparam>
/// <typeparam name="TResult">What is computed from all inputs of a key; its parts become rows.</typeparam>
public sealed class Derived<TInput, TResult> : ITables where TInput : class
{
    private readonly Groups<TInput> _inputs;
    private readonly Func<IReadOnlyList<TInput>, TResult> _compute;
    private readonly List<IOutput> _outputs = [];
    private List<Operation> _operations = [];

    /// <param name="name">The table of the inputs.</param>
    /// <param name="key">Whose rows are computed together.</param>
    /// <param name="within">What tells the inputs of one key apart.</param>
    /// <param name="compute">Pure; the inputs come in no particular order.</param>
    public Derived(
        string name, Expression<Func<TInput, object>> key, Expression<Func<TInput, object>> within, Func<IReadOnlyList<TInput>, TResult> compute) =>
        (_inputs, _compute) = (new(name, RowShape<TInput>.Of(key, within), []), compute);

    IEnumerable<Store> ITables.Stores => [_inputs, .. _outputs.Select(output => output.Store)];

    List<Operation> ITables.Operations { set => _operations = value; }

    /// <summary>Declares a table of what is computed; its key begins with the same key.</summary>
    public Derived<TInput, TResult> Into<TRow>(
        string name, Expression<Func<TRow, object>> key, Expression<Func<TRow, object>> within,
        Func<TResult, IEnumerable<TRow>> rows, params string[] indexes) where TRow : class
    {
        var output = new Output<TRow>(new(name, RowShape<TRow>.Of(key, within), indexes), rows);
        _outputs.Add(output);
        _inputs.Follow(output.Store);
        return this;
    }

    /// <summary>Adds the input, or replaces the one of the same identity.</summary>
    public void Put(TInput input) => _operations.Add(_inputs.Change(_inputs.Shape.GroupOf(input),
        inputs => [.. inputs.Where(other => !_inputs.Shape.SameRow(other, input)), input]));

    void ITables.Derive()
    {
        foreach (var (key, inputs) in _inputs.Changed())
        {
            try
            {
                var result = _compute(inputs);
                foreach (var output in _outputs) output.Replace(key, result);
            }
            catch (Exception error)
            {
                throw new DerivationException(_inputs.Name, key, error);
            }
        }
    }

    private interface IOutput
    {
        Store Store { get; }
        void Replace(object key, TResult result);
    }

    private sealed class Output<TRow>(Groups<TRow> store, Func<TResult, IEnumerable<TRow>> rows) : IOutput where TRow : class
    {
        public Store Store => store;

        public void Replace(object key, TResult result) => store.Replace(key, [.. rows(result)]);
    }
}

/// <summary>The rows of one key cannot be computed from what is known of it.</summary>
public sealed class DerivationException(string table, object key, Exception cause) : Exception($"What follows from {table} of {key} cannot be computed: {cause.Message}", cause);
