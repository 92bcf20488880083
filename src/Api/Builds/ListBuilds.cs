using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Builds;

/// <summary>GET /api/builds — every build, the oldest of each projection first.</summary>
public sealed record ListBuilds(string? Projection = null) : QueryRequest<IReadOnlyList<ListBuilds.Row>>
{
    /// <param name="State">building, candidate, live, former, frozen, retired or faulted.</param>
    /// <param name="Paused">While building: it waits for somebody to have it go on.</param>
    /// <param name="Definition">The definition it is folded under; those that one pins are in Pins.</param>
    /// <param name="Until">Where it stops for ever.</param>
    /// <param name="Lag">Facts of the log it has not read.</param>
    public sealed record Row(
        string Build, string Projection, int Version, string? Definition, IReadOnlyList<string> Pins, string Zone, string TzVersion, string State, bool Paused, string? Error,
        string? Until, string Position, long Lag, long Parked, BuildingProgress Progress, DateTimeOffset CreatedAt)
    {
        internal static Row Of(KnownBuild build)
        {
            var definitions = build.Definition.Split(',', StringSplitOptions.RemoveEmptyEntries);
            return new(
                build.Name, build.Projection, build.Version, definitions.FirstOrDefault(), [.. definitions.Skip(1)], build.Zone, build.TzVersion, build.State, build.IsPaused,
                build.Error, build.Until?.ToString(), build.Position.ToString(), build.Lag, build.Parked, build.Progress, build.CreatedAt);
        }
    }

    public sealed class Handler(KnownBuilds builds) : IRequestHandler<ListBuilds, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(ListBuilds request, CancellationToken ct) => [.. (await builds.Of(request.Projection, ct)).Select(Row.Of)];
    }
}
