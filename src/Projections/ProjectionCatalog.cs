using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Projections.Appeals;
using EventSourcedCrm.Projections.Contacts;
using EventSourcedCrm.Projections.Customers;
using EventSourcedCrm.Projections.Deals;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Shared;

namespace EventSourcedCrm.Projections;

/// <summary>Every projection the program has; each is advanced by a worker of its own.</summary>
public static class ProjectionCatalog
{
    public static readonly IReadOnlyList<ProjectionSource> All =
    [
        new(_ => new CustomerDirectory()),
        new(_ => new CardHistory()),
        new(_ => new ContactList()),
        new(_ => new AppealQueue()),
        new(_ => new DealBoard()),
        new(_ => new Registries()),
        new(_ => new Access()),
        new(settings => new Stages(StageDefinition.V1, settings.TimeZone)),
        new(_ => new FirstResponses(FirstResponseDefinition.V1)),
        new(settings => new NoContacts(NoContactDefinition.V1, settings.TimeZone)),
    ];

    /// <summary>These, and the hashes of facts for a log that keeps none itself.</summary>
    public static readonly IReadOnlyList<ProjectionSource> WithLeaves = [.. All, new(_ => new LogLeaves())];

    /// <summary>The named ones, or all where none is named.</summary>
    /// <exception cref="ArgumentException">There is no such projection.</exception>
    public static IReadOnlyList<ProjectionSource> Of(IReadOnlyCollection<string> names, IReadOnlyList<ProjectionSource>? among = null)
    {
        among ??= All;
        if (names.Except(among.Select(source => source.Name)).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"There is no projection {unknown}. There are {string.Join(", ", among.Select(source => source.Name))}.");
        return names.Count == 0 ? among : [.. among.Where(source => names.Contains(source.Name))];
    }
}
