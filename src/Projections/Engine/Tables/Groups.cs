using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Tables;

/// <summary>Rows that change, held and loaded in groups that share a key.</summary>
internal sealed class Groups<TRow>(string name, RowShape<TRow> shape, IReadOnlyList<string> indexes) : Store<TRow>(name, shape, indexes) where TRow : class
{
    private readonly Dictionary<object, Slot> _slots = [];
    private readonly HashSet<object> _wanted = [];
    private readonly List<Slot> _dirty = [];
    private readonly List<Slot> _changed = [];
    private readonly List<Store> _followers = [];

    public override int Held => _slots.Count;

    protected override IEnumerable<TRow> Rows => _slots.Values.SelectMany(slot => slot.Current);

    public override IEnumerable<Store> Followers => _followers;

    /// <summary>The other store's groups of the same keys are loaded with this one's.</summary>
    public void Follow(Store follower) => _followers.Add(follower);

    public Operation Change(object key, Func<TRow[], TRow[]> change)
    {
        Want(key);
        return new ChangeGroup(this, key, change);
    }

    /// <param name="isNew">The group is to begin: it is not looked for, and refused where it is known to be there.</param>
    public Operation Put(object key, Func<TRow[], TRow[]> change, bool isNew) => !isNew
        ? Change(key, change)
        : new ChangeGroup(this, key, rows => rows is [] ? change(rows) : throw new PresentRowException(Name, key), isNew);

    public void Replace(object key, TRow[] rows)
    {
        var slot = SlotOf(key);
        slot.Current = rows;
        Mark(slot, changed: false);
    }

    /// <summary>The groups changed since this was last asked.</summary>
    public IReadOnlyList<(object Key, TRow[] Rows)> Changed()
    {
        var changed = _changed.Select(slot => (slot.Key, slot.Current)).ToList();
        foreach (var slot in _changed) slot.IsChanged = false;
        _changed.Clear();
        return changed;
    }

    internal override void Want(object key)
    {
        if (!IsBare && !_slots.ContainsKey(key)) _wanted.Add(key);
        foreach (var follower in _followers) follower.Want(key);
    }

    public override bool AddLoad(NpgsqlBatch batch, string schema)
    {
        if (_wanted.Count == 0) return false;
        var command = new NpgsqlBatchCommand(Shape.LoadGroups(schema, Name));
        foreach (var parameter in Shape.GroupParameters(_wanted)) command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
        return true;
    }

    public override async Task Load(NpgsqlDataReader reader, CancellationToken ct)
    {
        Dictionary<object, List<TRow>> groups = [];
        while (await reader.ReadAsync(ct))
        {
            var row = Shape.Read(reader);
            var key = Shape.GroupOf(row);
            if (!groups.TryGetValue(key, out var group)) groups.Add(key, group = []);
            group.Add(row);
        }
        foreach (var key in _wanted)
        {
            TRow[] rows = groups.TryGetValue(key, out var group) ? [.. group] : [];
            _slots[key] = new(key) { Stored = rows, Current = rows };
        }
        _wanted.Clear();
    }

    public override void AddWrites(NpgsqlBatch batch, string schema)
    {
        List<TRow> gone = [], changed = [], added = [];
        foreach (var slot in _dirty) Shape.Difference(slot.Stored, slot.Current, gone, changed, added);
        if (gone.Count > 0) batch.BatchCommands.Add(Shape.Delete(schema, Name, gone));
        if (changed.Count > 0) batch.BatchCommands.Add(Shape.Upsert(schema, Name, changed));
        AddInserts(added, batch, schema);
    }

    public override void Written()
    {
        foreach (var slot in _dirty) (slot.Stored, slot.IsDirty) = (slot.Current, false);
        foreach (var slot in _changed) slot.IsChanged = false;
        _dirty.Clear();
        _changed.Clear();
    }

    protected override void ForgetHeld()
    {
        _slots.Clear();
        _wanted.Clear();
        _dirty.Clear();
        _changed.Clear();
    }

    private Slot SlotOf(object key, bool isNew = false)
    {
        if (_slots.TryGetValue(key, out var slot)) return slot;
        if (!IsBare && !isNew) throw new InvalidOperationException($"Group {key} of {Name} was changed before it was loaded.");
        return _slots[key] = new(key);
    }

    private void Mark(Slot slot, bool changed)
    {
        if (!slot.IsDirty) _dirty.Add(slot);
        slot.IsDirty = true;
        if (!changed || slot.IsChanged) return;
        _changed.Add(slot);
        slot.IsChanged = true;
    }

    private sealed class Slot(object key)
    {
        public readonly object Key = key;
        public TRow[] Stored = [];
        public TRow[] Current = [];
        public bool IsDirty;
        public bool IsChanged;
    }

    private sealed class ChangeGroup(Groups<TRow> store, object key, Func<TRow[], TRow[]> change, bool isNew = false) : Operation
    {
        private TRow[] _before = [];

        public override Store Store => store;

        public override string Group => store.Shape.TextOf(key);

        public override void Apply()
        {
            var slot = store.SlotOf(key, isNew);
            _before = slot.Current;
            slot.Current = change(slot.Current);
            store.Mark(slot, changed: true);
        }

        public override void Undo() => store.SlotOf(key).Current = _before;
    }
}
