using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Definitions;

/// <summary>GET /api/definitions/{report}/v{version} — one definition.</summary>
public sealed record GetDefinition(string Report, int Version) : QueryRequest<ListDefinitions.Row?>
{
    public sealed class Handler(IMediator mediator) : IRequestHandler<GetDefinition, ListDefinitions.Row?>
    {
        public async Task<ListDefinitions.Row?> Handle(GetDefinition request, CancellationToken ct) =>
            (await mediator.Send(new ListDefinitions(request.Report) { Context = request.Context }, ct)).FirstOrDefault(row => row.Version == request.Version);
    }
}
