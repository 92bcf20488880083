using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Tables;

/// <summary>What a record is as a table: its columns from the constructor's parameters, its key, and the SQL that moves its rows.</summary>
internal sealed class RowShape<TRow> where TRow : class
{
    private static readonly ConcurrentDictionary<(Type Group, string Keys), RowShape<TRow>> Known = new();
    private readonly Column<TRow>[] _columns;
    private readonly int[] _group;
    private readonly int[] _key;
    private readonly Func<TRow, object> _groupOf;
    private readonly Func<TRow, object> _keyOf;
    private readonly Func<TRow, TRow, bool> _sameWithin;
    private readonly Func<object, object>[] _groupParts;
    private readonly Func<NpgsqlDataReader, TRow> _read;

    private RowShape(LambdaExpression group, LambdaExpression? within)
    {
        var row = Expression.Parameter(typeof(TRow), "row");
        var reader = Expression.Parameter(typeof(NpgsqlDataReader), "reader");
        List<Column<TRow>> columns = [];
        var created = Create(typeof(TRow), row, row, reader, columns);
        _columns = [.. columns];
        _read = Expression.Lambda<Func<NpgsqlDataReader, TRow>>(created, reader).Compile();
        _group = [.. Names(group).Select(IndexOf)];
        _key = within is null ? _group : [.. _group, .. Names(within).Select(IndexOf)];
        _groupOf = ((Expression<Func<TRow, object>>)group).Compile();
        var withinOf = ((Expression<Func<TRow, object>>?)within)?.Compile();
        _keyOf = withinOf is null ? _groupOf : r => (_groupOf(r), withinOf(r));
        _sameWithin = SameParts((Expression<Func<TRow, object>>)(within ?? group));
        _groupParts = Parts(group);
    }

    /// <summary>Compiled once in a process, however many builds have such rows.</summary>
    public static RowShape<TRow> Of(Expression<Func<TRow, object>> group, Expression<Func<TRow, object>>? within = null) =>
        Known.GetOrAdd((Bare(group.Body).Type, $"{group} {within}"), _ => new(group, within));

    /// <summary>The shape of versions of a row, told apart by the instant from which they hold.</summary>
    public static RowShape<TRow> OfVersions<TInner>(Expression<Func<TInner, object>> group) where TInner : class
    {
        var version = Expression.Parameter(typeof(TRow), "version");
        var body = new Replace(group.Parameters[0], Expression.Property(version, nameof(Version<>.Row))).Visit(group.Body);
        Expression from = Expression.Convert(Expression.Property(version, nameof(Version<>.ValidFrom)), typeof(object));
        return Of(Expression.Lambda<Func<TRow, object>>(body, version), Expression.Lambda<Func<TRow, object>>(from, version));
    }

    public object GroupOf(TRow row) => _groupOf(row);

    /// <summary>Of two rows of one group: whether their keys are equal.</summary>
    public bool SameRow(TRow a, TRow b) => _sameWithin(a, b);

    public TRow Read(NpgsqlDataReader reader) => _read(reader);

    public object?[] Stored(TRow row) => Array.ConvertAll(_columns, column => column.Stored(row));

    /// <summary>The key of a group as text.</summary>
    public string TextOf(object group) => KeyText.Of(_groupParts.Select(part => Columns.ToStored(part(group))));

    public Layout LayoutOf(string name) => new(name, [.. _columns.Select(column => new Layout.Column(column.Name, column.SqlType))], _group.Length, _key);

    public string CreateTable(string schema, string name) => $"create table \"{schema}\".{name} ({List(_columns.Select(column => column.Definition))})";

    public string CreatePrimaryKey(string schema, string name) => $"alter table \"{schema}\".{name} add primary key ({List(_key.Select(Name))})";

    /// <param name="frozen">Only in the transaction that creates the table: frozen rows need no vacuum before indexes alone can answer for them.</param>
    public string CopyFrom(string schema, string name, bool frozen) =>
        $"copy \"{schema}\".{name} ({List(_columns.Select(column => column.Name))}) from stdin (format binary{(frozen ? ", freeze" : "")})";

    public void Write(CopyRows copy, TRow row)
    {
        copy.BeginRow(_columns.Length);
        foreach (var column in _columns) column.Write(copy, row);
    }

    public string LoadGroups(string schema, string name) =>
        $"select {List(_columns.Select(column => "t." + column.Name))} from unnest({Placeholders(_group.Length)}) as k ({List(_group.Select(Name))}) " +
        $"join \"{schema}\".{name} t on {Equal("t", "k", _group)} order by {List(_key.Select(i => "t." + Name(i)))}";

    public IEnumerable<NpgsqlParameter> GroupParameters(IReadOnlyCollection<object> groups) =>
        _group.Select((column, part) => _columns[column].ValuesOf([.. groups.Select(_groupParts[part])]));

    public NpgsqlBatchCommand Delete(string schema, string name, List<TRow> rows) => Command(
        $"delete from \"{schema}\".{name} t using unnest({Placeholders(_key.Length)}) as k ({List(_key.Select(Name))}) where {Equal("t", "k", _key)}",
        _key.Select(i => _columns[i].Values(rows)));

    public NpgsqlBatchCommand Upsert(string schema, string name, List<TRow> rows)
    {
        var others = Enumerable.Range(0, _columns.Length).Except(_key).Select(i => $"{Name(i)} = excluded.{Name(i)}").ToList();
        return Insert(schema, name, rows, $" on conflict ({List(_key.Select(Name))}) do {(others.Count == 0 ? "nothing" : "update set " + List(others))}");
    }

    public NpgsqlBatchCommand Insert(string schema, string name, List<TRow> rows, string onConflict = "") => Command(
        $"insert into \"{schema}\".{name} ({List(_columns.Select(column => column.Name))}) select * from unnest({Placeholders(_columns.Length)}){onConflict}",
        _columns.Select(column => column.Values(rows)));

    /// <summary>Adds what makes the second set of the first: rows that are gone, rows that changed under their keys, and rows of new keys.</summary>
    public void Difference(TRow[] from, TRow[] to, List<TRow> gone, List<TRow> changed, List<TRow> added)
    {
        var same = 0;
        while (same < from.Length && same < to.Length && (ReferenceEquals(from[same], to[same]) || from[same].Equals(to[same]))) same++;
        if (same == from.Length)
        {
            added.AddRange(to[same..]);
            return;
        }
        var wanted = to.Skip(same).ToDictionary(_keyOf);
        foreach (var row in from.Skip(same))
            if (!wanted.Remove(_keyOf(row), out var other)) gone.Add(row);
            else if (!other.Equals(row)) changed.Add(other);
        added.AddRange(wanted.Values);
    }

    private static NpgsqlBatchCommand Command(string sql, IEnumerable<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    private static NewExpression Create(Type type, ParameterExpression row, Expression value, ParameterExpression reader, List<Column<TRow>> columns)
    {
        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).MaxBy(c => c.GetParameters().Length)!;
        List<Expression> arguments = [];
        foreach (var parameter in constructor.GetParameters())
        {
            var property = Expression.Property(value, parameter.Name!);
            if (parameter.ParameterType.IsClass && parameter.ParameterType != typeof(string) && parameter.ParameterType != typeof(byte[]))
            {
                arguments.Add(Create(parameter.ParameterType, row, property, reader, columns));
                continue;
            }
            var column = Columns.Of<TRow>(parameter.Name!, parameter.ParameterType, row, property);
            arguments.Add(column.Read(reader, columns.Count));
            columns.Add(column);
        }
        return Expression.New(constructor, arguments);
    }

    private static IEnumerable<string> Names(LambdaExpression key) => Bare(key.Body) switch
    {
        MemberExpression member => [member.Member.Name],
        NewExpression several => several.Arguments.Select(argument => ((MemberExpression)Bare(argument)).Member.Name),
        _ => throw new NotSupportedException($"A key is a property or new {{ several }}, not {key.Body}."),
    };

    /// <summary>Compares part by part, without making the keys.</summary>
    private static Func<TRow, TRow, bool> SameParts(Expression<Func<TRow, object>> key)
    {
        ParameterExpression a = Expression.Parameter(typeof(TRow), "a"), b = Expression.Parameter(typeof(TRow), "b");
        var parts = Bare(key.Body) is NewExpression several ? [.. several.Arguments.Select(Bare)] : new[] { Bare(key.Body) };
        var equal = parts.Select(part => Expression.Equal(
            new Replace(key.Parameters[0], a).Visit(part), new Replace(key.Parameters[0], b).Visit(part)));
        return Expression.Lambda<Func<TRow, TRow, bool>>(equal.Aggregate<Expression>(Expression.AndAlso), a, b).Compile();
    }

    private static Func<object, object>[] Parts(LambdaExpression key) => Bare(key.Body) is NewExpression several
        ? [.. several.Type.GetProperties().Select(property => (Func<object, object>)(group => property.GetValue(group)!))]
        : [group => group];

    private static Expression Bare(Expression expression) => expression is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : expression;

    private static string List(IEnumerable<string> words) => string.Join(", ", words);

    private static string Placeholders(int count) => List(Enumerable.Range(1, count).Select(i => $"${i}"));

    private string Equal(string a, string b, int[] columns) => string.Join(" and ", columns.Select(i => $"{a}.{Name(i)} = {b}.{Name(i)}"));

    private string Name(int column) => _columns[column].Name;

    private int IndexOf(string property) => Array.FindIndex(_columns, column => column.Name == JsonNamingPolicy.SnakeCaseLower.ConvertName(property)) switch
    {
        -1 => throw new NotSupportedException($"{typeof(TRow).Name} has no column for {property}."),
        var index => index,
    };

    private sealed class Replace(ParameterExpression parameter, Expression by) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == parameter ? by : base.VisitParameter(node);
    }
}
