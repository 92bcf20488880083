using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Pipelines;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Api.Deals;

/// <summary>The stages of pipelines, read from the log itself: a decision rests on them.</summary>
public sealed class PipelineStages(IEventLog log)
{
    /// <summary>In order; none where there is no such pipeline.</summary>
    public async Task<IReadOnlyList<string>> Of(PipelineId pipeline, CancellationToken ct) =>
        (await Fold<Pipeline, PipelineCommand, PipelineFact>(pipeline.Value, ct)).Stages;

    /// <summary>Those of the pipeline the deal was opened in; none where there is no such deal.</summary>
    public async Task<IReadOnlyList<string>> OfDeal(DealId deal, CancellationToken ct) =>
        (await Fold<Deal, DealCommand, DealFact>(deal.Value, ct)).Pipeline is { } pipeline ? await Of(pipeline, ct) : [];

    private async Task<TState> Fold<TState, TCommand, TFact>(Guid id, CancellationToken ct)
        where TState : IDecider<TState, TCommand, TFact>
        where TFact : class, IFact
    {
        var state = TState.Initial;
        await foreach (var recorded in log.ReadStream(StreamName.Of(TState.Category, id), 0, ct))
            if (recorded.Fact is TFact fact) state = TState.Evolve(state, fact);
        return state;
    }
}
