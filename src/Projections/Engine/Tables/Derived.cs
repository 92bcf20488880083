using System.Linq.Expressions;

namespace EventSourcedCrm.Projections.Engine.Tables;

/// <summary>
/// Rows computed from the set of what is known of a key, and replaced as a whole when the set changes,
/// so that the order of arrival does not matter.
/// </summary>
/// <typeparam name="TInput">What is taken from a fact; kept in a table of its own.</typeparam>
public sealed class Derived<TInput> : ITables where TInput : class
{
    private readonly Store<TInput> _inputs;
    private readonly List<IOutput> _outputs = [];
    private List<Operation> _operations = [];

    /// <param name="name">The table of the inputs.</param>
    /// <param name="key">Whose rows are computed together.</param>
    /// <param name="within">What tells the inputs of one key apart.</param>
    public Derived(string name, Expression<Func<TInput, object>> key, Expression<Func<TInput, object>> within) =>
        _inputs = new(name, RowShape<TInput>.Of(key, within), []);

    IEnumerable<Store> ITables.Stores => [_inputs, .. _outputs.Select(output => output.Store)];

    List<Operation> ITables.Operations { set => _operations = value; }

    /// <summary>Declares a table of rows computed from all inputs of a key; the inputs come in no particular order.</summary>
    public Derived<TInput> Into<TRow>(
        string name, Expression<Func<TRow, object>> key, Expression<Func<TRow, object>> within,
        Func<IReadOnlyList<TInput>, IEnumerable<TRow>> compute, params string[] indexes) where TRow : class
    {
        var output = new Output<TRow>(new(name, RowShape<TRow>.Of(key, within), indexes), compute);
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
            foreach (var output in _outputs) output.Replace(key, inputs);
    }

    private interface IOutput
    {
        Store Store { get; }
        void Replace(object key, IReadOnlyList<TInput> inputs);
    }

    private sealed class Output<TRow>(Store<TRow> store, Func<IReadOnlyList<TInput>, IEnumerable<TRow>> compute) : IOutput where TRow : class
    {
        public Store Store => store;

        public void Replace(object key, IReadOnlyList<TInput> inputs) => store.Replace(key, [.. compute(inputs)]);
    }
}
