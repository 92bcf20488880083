using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Tokens;

/// <summary>GET /api/tokens/{id} — a bearer token: whose it is and whether it was revoked, never its text.</summary>
public sealed record GetToken(Guid Id) : QueryRequest<ListTokens.Row?>
{
    private const string Sql = """
        select t.token_id as id, t.user_id, a.name as user_name, t.label, t.revoked, t.issued_at, t.revision
        from token t
        left join account a using (user_id)
        where t.token_id = @Id
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<GetToken, ListTokens.Row?>
    {
        public async Task<ListTokens.Row?> Handle(GetToken request, CancellationToken ct)
        {
            await using var snapshot = await models.Open("access", request.Context.ReadAfter, ct);
            return await snapshot.Find<ListTokens.Row>(Sql, new { request.Id }, ct);
        }
    }
}
