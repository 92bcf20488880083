using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Projections.Appeals;
using EventSourcedCrm.Projections.Contacts;
using EventSourcedCrm.Projections.Customers;
using EventSourcedCrm.Projections.Engine;

namespace EventSourcedCrm.Projections;

/// <summary>Every projection the program has; each is advanced by a worker of its own.</summary>
public static class ProjectionCatalog
{
    public static readonly IReadOnlyList<ProjectionSource> All =
    [
        new(_ => new CustomerDirectory()),
        new(settings => new Stages(StageDefinition.V1, settings.TimeZone)),
        new(_ => new FirstResponses(FirstResponseDefinition.V1)),
        new(settings => new NoContacts(NoContactDefinition.V1, settings.TimeZone)),
    ];
}
