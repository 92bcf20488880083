using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Tests.Shared;

namespace EventSourcedCrm.Projections.Tests;

/// <summary>A fact that a projection does not say it handles is never shown to it, so what it does with such facts would be lost unseen.</summary>
public sealed class HandlesTests
{
    public static TheoryData<string> Names => [.. ProjectionCatalog.WithLeaves.Select(source => source.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_projection_handles_every_kind_of_fact_that_it_has_something_to_do_with(string name)
    {
        var projection = ProjectionCatalog.Of([name], ProjectionCatalog.WithLeaves)[0].Create(BuildSettings.Default);
        var concerned = FactTypes.Domain.All.Append(typeof(UnknownFact)).Where(type => IsConcerned(projection, type)).ToList();
        concerned.ShouldNotBeEmpty();
        concerned.Where(type => !projection.HandlesSome(type)).ShouldBeEmpty();
    }

    /// <summary>As the first fact of its stream, or as a later one, of whomever.</summary>
    private static bool IsConcerned(Projection projection, Type type)
    {
        var stream = StreamName.Of("something", Given.Id<CustomerId>(1).Value);
        var given = new Given().Fact(stream, Filled.Fact(type), Given.Id<CustomerId>(2)).Fact(stream, Filled.Fact(type), Given.Id<CustomerId>(2)).Fact(stream, Filled.Fact(type));
        return given.Facts.Any(fact => projection.Asked(fact).Length > 0);
    }
}
