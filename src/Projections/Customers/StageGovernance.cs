using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>Which definition of the stages has governed since when; each look reads only what is new in the log.</summary>
internal sealed class StageGovernance(IEventLog log)
{
    private DefinitionBook _book = DefinitionBook.BuiltIn;
    private long _next;

    /// <summary>Those that have come into force by now, oldest first.</summary>
    public async Task<IReadOnlyList<GoverningStages>> By(DateTimeOffset now, CancellationToken ct)
    {
        await foreach (var recorded in log.ReadStream(DefinitionBooks.StreamOf(Definition.Stage), _next, ct))
        {
            if (recorded.Fact is DefinitionFact fact) _book = _book.After(Definition.Stage, fact, recorded.HappenedAt);
            _next = recorded.Revision + 1;
        }
        return [.. _book.GovernanceOf(Definition.Stage).Where(governance => governance.From <= now)
            .Select(governance => new GoverningStages(governance.From, governance.Definition, _book.Get<StageDefinition>(governance.Definition)))];
    }
}
