using System.Text.Json.Nodes;
using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Groups;

/// <summary>GET /api/groups — groups of users by name, with the ids of their members; those a user belongs to where asked for.</summary>
public sealed record ListGroups(Guid? Member = null) : PagedRequest<ListGroups.Row>
{
    public sealed record Row(Guid Id, string Name, JsonNode Members, long Revision) : RecordCard, ICard;

    private sealed record Key(string Name, Guid Id);

    private const string Sql = """
        select group_id as id, name,
               to_jsonb(array(select user_id from group_member m where m.group_id = g.group_id order by user_id)) as members,
               revision
        from user_group g
        where (@Member::uuid is null or exists (select from group_member m where m.group_id = g.group_id and m.user_id = @Member))
          and (@LastId::uuid is null or (name, group_id) > (@LastName, @LastId))
        order by name, group_id
        limit @Limit + 1
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<ListGroups, Page<Row>>
    {
        public async Task<Page<Row>> Handle(ListGroups request, CancellationToken ct)
        {
            var cursor = Cursor<Key>.Read(request.Cursor, request.Filters);
            await using var snapshot = await models.Open("registries", request.Context.ReadAfter, ct, cursor?.Build);
            var rows = await snapshot.Query<Row>(Sql, new { request.Member, LastName = cursor?.Last.Name, LastId = cursor?.Last.Id, request.Limit }, ct);
            return Page.Of(request, cursor, snapshot, rows, row => new Key(row.Name, row.Id));
        }
    }
}
