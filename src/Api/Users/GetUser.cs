using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Users;

/// <summary>GET /api/users/{id} — a person of the organisation.</summary>
public sealed record GetUser(Guid Id) : CardRequest<ListUsers.Row>
{
    private const string Sql = """
        select user_id as id, name, role, manager_id, office, active, revision
        from registered_user
        where user_id = @Id
        """;

    public sealed class Handler(Cards cards) : IRequestHandler<GetUser, ListUsers.Row?>
    {
        public Task<ListUsers.Row?> Handle(GetUser request, CancellationToken ct) =>
            cards.Find("registries", Sql, _ => new { request.Id }, request, StreamName.Of(User.Category, request.Id), ct);
    }
}
