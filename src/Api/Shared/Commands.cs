using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Serialization;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Carries out the commands of one kind of record: read its stream, fold, decide, append at the revision read.</summary>
public sealed class Commands<TState, TCommand, TFact>(IEventLog log, Retries retries)
    where TState : IDecider<TState, TCommand, TFact>
    where TFact : class, IFact
{
    /// <param name="request">The request as it came.</param>
    /// <param name="command">What it asks of the record.</param>
    /// <param name="concerns">The customer a new record concerns; a known record keeps its own.</param>
    public async Task<CommandOutcome> Execute(CommandRequest request, TCommand command, CancellationToken ct, CustomerId? concerns = null)
    {
        ValueTask<CommandOutcome> Try(CancellationToken token) => Attempt(request, command, concerns, token);

        CommandOutcome outcome;
        try
        {
            outcome = await Try(ct);
        }
        catch (Exception fault) when (Retries.IsTransient(fault))
        {
            outcome = await retries.Faults.ExecuteAsync(Try, ct);
        }
        return outcome is CommandOutcome.LostRace ? await retries.LostRaces.ExecuteAsync(Try, ct) : outcome;
    }

    /// <summary>
    /// What begins a record is decided without reading: that its stream is not there yet is for the append to find out. Only where it is,
    /// or the answer is anything but a record begun, is the stream read and the command decided on what it says.
    /// </summary>
    private async ValueTask<CommandOutcome> Attempt(CommandRequest request, TCommand command, CustomerId? concerns, CancellationToken ct)
    {
        if (request is CreateRequest && await Decide(request, command, concerns, Known.Nothing, ct) is CommandOutcome.Done { Created: true } begun) return begun;
        return await Decide(request, command, concerns, await Load(request, ct), ct);
    }

    private async Task<CommandOutcome> Decide(CommandRequest request, TCommand command, CustomerId? concerns, Known known, CancellationToken ct)
    {
        var context = request.Context;
        if (known.Repeated is [var first, ..])
            return first.Metadata.RequestHash == context.RequestHash ? AnsweredBefore(request, known) : new CommandOutcome.KeyReused();
        if (context.IfMatch is { } seen && seen != known.Revision)
            return new CommandOutcome.Outdated(new(known.Revision, RecordState.Of(known.State!)));

        var decision = TState.Decide(command, known.State);
        var happenedAt = context.HappenedAt ?? Later(context.Now, known.Chronology.LastChange);
        if ((decision.Refusal ?? Untimely(decision, known.Chronology, happenedAt)) is { } refusal)
            return new CommandOutcome.Refused(refusal);

        var metadata = context.Metadata(happenedAt, known.Customer ?? concerns);
        var facts = decision.Facts.Select((fact, index) => new NewFact(context.FactId(index), fact, metadata)).ToList();
        return context.DryRun || facts.Count == 0
            ? NothingWritten(request, known, facts)
            : await Append(request, known.Revision, facts, ct);
    }

    private async Task<CommandOutcome> Append(CommandRequest request, long revision, List<NewFact> facts, CancellationToken ct)
    {
        try
        {
            var appended = await log.Append(request.StreamOf(TState.Category), revision < 0 ? ExpectedRevision.NoStream : ExpectedRevision.At(revision), facts, ct);
            return new CommandOutcome.Done(
                new(request.RecordId, appended.Revision, appended.Position.ToString(), [.. facts.Select(f => StoredName(f.Fact))]), revision < 0);
        }
        catch (WrongExpectedRevisionException)
        {
            return new CommandOutcome.LostRace();
        }
    }

    private async Task<Known> Load(CommandRequest request, CancellationToken ct)
    {
        var (known, commandId) = (Known.Nothing, request.Context.CommandId.ToString("D"));
        await foreach (var recorded in log.ReadStream(request.StreamOf(TState.Category), 0, ct))
            known = known with
            {
                State = recorded.Fact is TFact fact ? TState.Evolve(known.State, fact) : known.State,
                Revision = recorded.Revision,
                Position = recorded.Position,
                Chronology = known.Chronology.After(recorded.Fact, recorded.HappenedAt),
                Customer = known.Customer ?? recorded.Customer,
                Repeated = recorded.Metadata.CommandId == commandId ? [.. known.Repeated, recorded] : known.Repeated,
            };
        return known;
    }

    private static Refusal? Untimely(Decision<TFact> decision, Chronology chronology, DateTimeOffset happenedAt) =>
        decision.Facts.Select(fact => chronology.Check(fact, happenedAt)).FirstOrDefault(refusal => refusal is not null);

    private static CommandOutcome.Done AnsweredBefore(CommandRequest request, Known known) => new(
        new(request.RecordId, known.Repeated[^1].Revision, known.Repeated[^1].Position.ToString(), [.. known.Repeated.Select(f => f.Type)]),
        known.Repeated[0].Revision == 0);

    private static CommandOutcome.Done NothingWritten(CommandRequest request, Known known, List<NewFact> facts) => new(
        new(request.RecordId, known.Revision, known.Position?.ToString(), request.Context.DryRun ? [.. facts.Select(f => StoredName(f.Fact))] : [])
        {
            WouldRecord = request.Context.DryRun ? [.. facts.Select(f => new DryFact(StoredName(f.Fact), f.Metadata.HappenedAt, f.Fact))] : null,
        },
        Created: false);

    private static DateTimeOffset Later(DateTimeOffset now, DateTimeOffset? lastChange) => lastChange > now ? lastChange.Value : now;

    private static string StoredName(IFact fact) => FactTypes.NameOf(fact.GetType());

    private sealed record Known(
        TState State, long Revision, LogPosition? Position, Chronology Chronology, CustomerId? Customer, IReadOnlyList<Recorded> Repeated)
    {
        public static Known Nothing { get; } = new(TState.Initial, -1, null, default, null, []);
    }
}
