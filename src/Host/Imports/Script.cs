using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Imports;

/// <summary>What a file says of one record, whatever its kind.</summary>
internal abstract class Script(StreamName stream, bool mayGrow, int rows)
{
    public StreamName Stream => stream;

    /// <summary>Whether a record imported before may have to be read again; otherwise it is complete once it exists.</summary>
    public bool MayGrow => mayGrow;

    /// <summary>The rows of the file that are counted here; none for what several rows refer to.</summary>
    public int Rows => rows;

    /// <summary>What the rows add to the facts already there.</summary>
    public abstract Verdict Judge(IReadOnlyList<Recorded> there, ImportId import);
}

/// <summary>What a script adds to its stream, and what became of its rows; the others were accepted.</summary>
internal sealed record Verdict(IReadOnlyList<NewFact> Facts, int Unchanged, IReadOnlyList<RejectedRow> Rejected);

/// <summary>One row as commands to its record: all of them are carried out, or the row is rejected. Without a row it is what several rows refer to.</summary>
internal sealed record Entry<TCommand>(Guid CommandId, Actor Actor, Row? Row, params IReadOnlyList<(TCommand Command, DateTimeOffset At)> Steps);

/// <summary>What a file says of one record, in the order in which it happened.</summary>
/// <param name="id">The record's identity.</param>
/// <param name="customer">Whom a new record concerns; one imported before keeps its own.</param>
/// <param name="entries">The rows; never none.</param>
/// <param name="mayGrow">Whether a later file may say more of it, or something else.</param>
/// <param name="opening">Enters a new record, at the instant of its first row.</param>
internal sealed class Script<TState, TCommand, TFact>(
    Guid id, CustomerId? customer, IReadOnlyList<Entry<TCommand>> entries, bool mayGrow = false, TCommand? opening = null)
    : Script(StreamName.Of(TState.Category, id), mayGrow, entries.Count(entry => entry.Row is not null))
    where TState : IDecider<TState, TCommand, TFact>
    where TCommand : class
    where TFact : class, IFact
{
    public override Verdict Judge(IReadOnlyList<Recorded> there, ImportId import)
    {
        var known = there.GroupBy(f => f.Metadata.CommandId ?? "").ToDictionary(own => own.Key, own => own.First().Metadata.RequestHash);
        var concerned = there is [var first, ..] ? first.Customer : customer;
        var (record, facts, rejected) = (Fold(there), new List<NewFact>(), new List<RejectedRow>());
        var unchanged = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            var commandId = entry.CommandId.ToString("D");
            if (known.TryGetValue(commandId, out var hash))
            {
                if (hash == entry.Row?.ContentHash) unchanged++;
                else Reject("The row is known with other content, which is not overwritten.");
            }
            else if (there.Count > 0 && ChangedNothing(i, there)) unchanged++;
            else if (Carry(there.Count == 0 && i == 0 ? Opened(entry) : entry.Steps, record, out var told) is { } refusal) Reject(refusal.Sentence);
            else
            {
                facts.AddRange(told.Select((one, index) => Stamped(one.Fact, one.At, index, entry, concerned, import)));
                record = told.Aggregate(record, (folded, one) => folded.After(one.Fact, one.At));
                known[commandId] = entry.Row?.ContentHash;
            }

            void Reject(string reason) =>
                rejected.Add(entry.Row?.Rejected(reason) ?? throw new InvalidOperationException($"{Stream} cannot be entered: {reason}"));
        }
        return new(facts, unchanged, rejected);
    }

    private static Folded<TState, TCommand, TFact> Fold(IEnumerable<Recorded> facts) =>
        facts.Aggregate(Folded<TState, TCommand, TFact>.Initial, (folded, f) => folded.After(f.Fact, f.HappenedAt));

    /// <summary>
    /// A row that led to nothing left no trace. Whether an unknown row is such a one shows at its own place in time: among what was
    /// recorded before it, it must lead to nothing again.
    /// </summary>
    private bool ChangedNothing(int index, IReadOnlyList<Recorded> there)
    {
        var at = entries[index].Steps[0].At;
        var later = entries.Skip(index + 1).Select(entry => entry.CommandId.ToString("D")).ToHashSet();
        var then = Fold(there.Where(f => f.HappenedAt < at || (f.HappenedAt == at && !later.Contains(f.Metadata.CommandId ?? ""))));
        return Carry(entries[index].Steps, then, out var told) is null && told.Count == 0;
    }

    private IReadOnlyList<(TCommand Command, DateTimeOffset At)> Opened(Entry<TCommand> entry) =>
        opening is null ? entry.Steps : [(opening, entry.Steps[0].At), .. entry.Steps];

    private static Refusal? Carry(
        IReadOnlyList<(TCommand Command, DateTimeOffset At)> steps, Folded<TState, TCommand, TFact> record, out List<(TFact Fact, DateTimeOffset At)> told)
    {
        told = [];
        foreach (var (command, at) in steps)
        {
            var decision = record.Decide(command, at);
            if (decision.Refusal is { } refusal) return refusal;
            foreach (var fact in decision.Facts)
            {
                told.Add((fact, at));
                record = record.After(fact, at);
            }
        }
        return null;
    }

    private static NewFact Stamped(TFact fact, DateTimeOffset at, int index, Entry<TCommand> entry, CustomerId? concerned, ImportId import) => new(
        DerivedId.From(entry.CommandId.ToString("D"), $"fact {index}"), fact, new()
        {
            CorrelationId = import.Value,
            HappenedAt = at,
            Actor = entry.Actor,
            RecordedBy = ImportRun.Recorder(import),
            Customer = concerned,
            CommandId = entry.CommandId.ToString("D"),
            RequestHash = entry.Row?.ContentHash,
        });
}
