using System.Reflection;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Tests.Shared;

public sealed class StoredTests
{
    private static readonly IReadOnlyList<Type> Facts =
        [.. typeof(IFact).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IFact)))];

    [Fact]
    public void Every_fact_is_a_sealed_record_stored_under_a_name_with_its_version() =>
        Facts.ShouldAllBe(fact => fact.IsSealed && NameOf(fact) != null);

    [Fact]
    public void Stored_names_are_kebab_case_with_a_version_and_no_two_are_equal()
    {
        Facts.ShouldNotBeEmpty();
        Facts.Select(NameOf).ShouldBeUnique();
        foreach (var fact in Facts) NameOf(fact).ShouldNotBeNull(fact.Name).ShouldMatch("^[a-z]+(-[a-z]+)+-v[1-9][0-9]*$");
    }

    private static string? NameOf(Type fact) => fact.GetCustomAttribute<StoredAttribute>()?.Name;
}
