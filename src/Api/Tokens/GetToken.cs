using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Tokens;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Tokens;

/// <summary>GET /api/tokens/{id} — a bearer token: whose it is and whether it was revoked, never its text.</summary>
public sealed record GetToken(Guid Id) : CardRequest<ListTokens.Row>
{
    private const string Sql = """
        select t.token_id as id, t.user_id, a.name as user_name, t.label, t.revoked, t.issued_at, t.revision
        from token t
        left join account a using (user_id)
        where t.token_id = @Id
        """;

    public sealed class Handler(Cards cards) : IRequestHandler<GetToken, ListTokens.Row?>
    {
        public Task<ListTokens.Row?> Handle(GetToken request, CancellationToken ct) =>
            cards.Find("access", Sql, _ => new { request.Id }, request, StreamName.Of(Token.Category, request.Id), ct);
    }
}
