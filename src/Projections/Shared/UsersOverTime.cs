using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Shared;

/// <summary>A user's name from one instant to another.</summary>
public sealed record UserVersion(UserId UserId, string Name);

/// <summary>Users with their names as they were, for the reports that name managers.</summary>
public sealed class UsersOverTime(string table) : IComponent
{
    private readonly History<UserVersion> _users = new(table, row => row.UserId);

    public IEnumerable<Type> Handles => [typeof(UserRegistered), typeof(UserRenamed)];

    public void Apply(Recorded happened)
    {
        switch (happened.Fact)
        {
            case UserRegistered f: Set(f.Name); break;
            case UserRenamed f: Set(f.Name); break;
        }

        void Set(string name) => _users.Set(new(happened.Id<UserId>(), name), happened.HappenedAt);
    }
}
