using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Groups;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Groups;

/// <summary>GET /api/groups/{id} — a group of users, with the ids of its members.</summary>
public sealed record GetGroup(Guid Id) : CardRequest<ListGroups.Row>
{
    private const string Sql = """
        select group_id as id, name,
               to_jsonb(array(select user_id from group_member m where m.group_id = g.group_id order by user_id)) as members,
               revision
        from user_group g
        where group_id = @Id
        """;

    public sealed class Handler(Cards cards) : IRequestHandler<GetGroup, ListGroups.Row?>
    {
        public Task<ListGroups.Row?> Handle(GetGroup request, CancellationToken ct) =>
            cards.Find("registries", Sql, _ => new { request.Id }, request, StreamName.Of(Group.Category, request.Id), ct);
    }
}
