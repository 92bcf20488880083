using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Groups;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Shared;

/// <summary>What one sort of thing is called now. A list that shows the names keeps them itself, because it reads one build.</summary>
internal sealed class Names<TId>(string table, IEnumerable<Type> handles, Func<IFact, Personal?> nameIn) : IComponent where TId : struct, IId<TId>
{
    private readonly Table<Named<TId>> _names = new(table, row => row.Id);

    public IEnumerable<Type> Handles => handles;

    public void Apply(Recorded happened)
    {
        if (nameIn(happened.Fact) is { } name) _names.Put(new(happened.Id<TId>(), name));
    }
}

/// <summary>A thing and its name; none once the person is erased.</summary>
public sealed record Named<TId>(TId Id, Personal Name);

/// <summary>The names that lists show, each in a table called after the list: <c>contact_list_customer</c>.</summary>
internal static class NamesOf
{
    public static Names<CustomerId> Customers(string list) => new($"{list}_customer", [typeof(CustomerRegistered), typeof(CustomerRenamed)], fact => fact switch
    {
        CustomerRegistered f => f.Name,
        CustomerRenamed f => f.Name,
        _ => default(Personal?),
    });

    public static Names<UserId> Users(string list) => new($"{list}_user", [typeof(UserRegistered), typeof(UserRenamed)], fact => fact switch
    {
        UserRegistered f => f.Name,
        UserRenamed f => f.Name,
        _ => default(Personal?),
    });

    public static Names<GroupId> Groups(string list) => new($"{list}_group", [typeof(GroupFormed), typeof(GroupRenamed)], fact => fact switch
    {
        GroupFormed f => f.Name,
        GroupRenamed f => f.Name,
        _ => default(Personal?),
    });

    public static Names<ProductId> Products(string list) => new($"{list}_product", [typeof(ProductRegistered), typeof(ProductRenamed)], fact => fact switch
    {
        ProductRegistered f => f.Name,
        ProductRenamed f => f.Name,
        _ => default(Personal?),
    });
}
