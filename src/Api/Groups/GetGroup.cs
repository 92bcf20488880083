using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Groups;

/// <summary>GET /api/groups/{id} — a group of users, with the ids of its members.</summary>
public sealed record GetGroup(Guid Id) : QueryRequest<ListGroups.Row?>
{
    private const string Sql = """
        select group_id as id, name,
               to_jsonb(array(select user_id from group_member m where m.group_id = g.group_id order by user_id)) as members,
               revision
        from user_group g
        where group_id = @Id
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<GetGroup, ListGroups.Row?>
    {
        public async Task<ListGroups.Row?> Handle(GetGroup request, CancellationToken ct)
        {
            await using var snapshot = await models.Open("registries", request.Context.ReadAfter, ct);
            return await snapshot.Find<ListGroups.Row>(Sql, new { request.Id }, ct);
        }
    }
}
