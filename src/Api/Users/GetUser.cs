using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Users;

/// <summary>GET /api/users/{id} — a person of the organisation.</summary>
public sealed record GetUser(Guid Id) : QueryRequest<ListUsers.Row?>
{
    private const string Sql = """
        select user_id as id, name, role, manager_id, office, active, revision
        from registered_user
        where user_id = @Id
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<GetUser, ListUsers.Row?>
    {
        public async Task<ListUsers.Row?> Handle(GetUser request, CancellationToken ct)
        {
            await using var snapshot = await models.Open("registries", request.Context.ReadAfter, ct);
            return await snapshot.Find<ListUsers.Row>(Sql, new { request.Id }, ct);
        }
    }
}
