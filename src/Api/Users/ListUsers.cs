using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using MediatR;

namespace EventSourcedCrm.Api.Users;

/// <summary>GET /api/users — the people of the organisation, by name; those deactivated only where asked for.</summary>
public sealed record ListUsers(UserRole? Role = null, Guid? Manager = null, bool Active = true) : PagedRequest<ListUsers.Row>
{
    public sealed record Row(Guid Id, string Name, string? Role, Guid? ManagerId, string? Office, bool Active, long Revision) : RecordCard, ICard;

    private sealed record Key(string Name, Guid Id);

    private const string Sql = """
        select user_id as id, name, role, manager_id, office, active, revision
        from registered_user
        where (@Role::text is null or role = @Role)
          and (@Manager::uuid is null or manager_id = @Manager)
          and active = @Active
          and (@LastId::uuid is null or (name, user_id) > (@LastName, @LastId))
        order by name, user_id
        limit @Limit + 1
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<ListUsers, Page<Row>>
    {
        public async Task<Page<Row>> Handle(ListUsers request, CancellationToken ct)
        {
            var cursor = Cursor<Key>.Read(request.Cursor, request.Filters);
            await using var snapshot = await models.Open("registries", request.Context.ReadAfter, ct, cursor?.Build);
            var rows = await snapshot.Query<Row>(Sql, new { Role = request.Role.Word(), request.Manager, request.Active, LastName = cursor?.Last.Name, LastId = cursor?.Last.Id, request.Limit }, ct);
            return Page.Of(request, cursor, snapshot, rows, row => new Key(row.Name, row.Id));
        }
    }
}
