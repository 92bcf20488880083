using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Tokens;

/// <summary>GET /api/tokens — bearer tokens by label: whose they are and whether they were revoked, never their text.</summary>
public sealed record ListTokens(Guid? User = null) : PagedRequest<ListTokens.Row>
{
    public sealed record Row(Guid Id, Guid UserId, string? UserName, string Label, bool Revoked, DateTimeOffset IssuedAt, long Revision) : RecordCard, ICard
    {
        internal override IEnumerable<StreamName> Named() => Streams((Domain.Users.User.Category, UserId));
    }

    private sealed record Key(string Name, Guid Id);

    private const string Sql = """
        select t.token_id as id, t.user_id, a.name as user_name, t.label, t.revoked, t.issued_at, t.revision
        from token t
        left join account a using (user_id)
        where (@User::uuid is null or t.user_id = @User)
          and (@LastId::uuid is null or (t.label, t.token_id) > (@LastName, @LastId))
        order by t.label, t.token_id
        limit @Limit + 1
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<ListTokens, Page<Row>>
    {
        public async Task<Page<Row>> Handle(ListTokens request, CancellationToken ct)
        {
            var cursor = Cursor<Key>.Read(request.Cursor, request.Filters);
            await using var snapshot = await models.Open("access", request.Context.ReadAfter, ct, cursor?.Build);
            var rows = await snapshot.Query<Row>(Sql, new { request.User, LastName = cursor?.Last.Name, LastId = cursor?.Last.Id, request.Limit }, ct);
            return Page.Of(request, cursor, snapshot, rows, row => new Key(row.Label, row.Id));
        }
    }
}
