using System.Text.Json.Nodes;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Log;

/// <summary>GET /api/log — the facts themselves in the order of the log, from any position since day one.</summary>
public sealed record GetLog(string After = "0", [Between(1, 1000)] int Limit = 100) : QueryRequest<GetLog.Feed>
{
    /// <summary>Facts, and the position to ask after for those that follow; it stays where it is while there are none.</summary>
    public sealed record Feed(IReadOnlyList<Entry> Facts, string Next);

    /// <summary>A fact and what is said about it; of a type this program does not know, its content as stored.</summary>
    public sealed record Entry(
        string Position, string Stream, long Revision, Guid Id, string Type, DateTimeOffset HappenedAt, DateTimeOffset RecordedAt, object Fact, FactMetadata Metadata);

    public sealed class Handler(IEventLog log) : IRequestHandler<GetLog, Feed>
    {
        public async Task<Feed> Handle(GetLog request, CancellationToken ct)
        {
            if (!LogPosition.TryParse(request.After, out var after))
                throw new RejectedException(Problem.Field("after", "A position as answered before is expected."));

            if (after > await log.Head(ct)) throw new RejectedException(Problem.Field("after", "The log ends before this position."));

            try
            {
                var facts = await After(after, request.Limit, ct);
                return new(facts, facts is [.., var last] ? last.Position : request.After);
            }
            catch (NoSuchPositionException)
            {
                throw new RejectedException(Problem.Field("after", "A position as answered before is expected."));
            }
        }

        private async Task<List<Entry>> After(LogPosition after, int limit, CancellationToken ct)
        {
            var facts = new List<Entry>();
            await foreach (var page in log.ReadAll(after, ct))
            {
                facts.AddRange(page.Take(limit - facts.Count).Select(Shown));
                if (facts.Count == limit) break;
            }
            return facts;
        }

        private static Entry Shown(Recorded recorded) => new(
            recorded.Position.ToString(), recorded.Stream.Value, recorded.Revision, recorded.Id, recorded.Type, recorded.HappenedAt, recorded.RecordedAt,
            recorded.Fact is UnknownFact ? JsonNode.Parse(recorded.Data.Span)! : (object)recorded.Fact, recorded.Metadata);
    }
}
