using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;

namespace EventSourcedCrm.Api.Customers;

/// <summary>What a request says of a contact person.</summary>
public sealed record ContactPersonFields(
    string Name,
    string? Position = null,
    string? Role = null,
    IReadOnlyList<Phone>? Phones = null,
    [Email] IReadOnlyList<string>? Emails = null,
    [Birthday] string? Birthday = null)
{
    internal ContactPersonDetails Details => new(Name, Position, Role, Phones ?? [], Emails?.Personal() ?? [], Birthday.Personal());
}
