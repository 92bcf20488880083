using System.Text.Json.Nodes;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.EventLog;
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
        new(NewStages, Definition.Stage),
        new(NewFirstResponses, Definition.FirstResponse),
        new(NewNoContacts, Definition.NoContact),
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

    /// <summary>What the tables of a projection would hold if the log had these facts alone, as JSON by the tables' names.</summary>
    /// <param name="projection">One that no definition has a say in.</param>
    /// <param name="facts">In the order of the log, without any that are parked.</param>
    /// <param name="ct">Cancels.</param>
    public static Task<IReadOnlyDictionary<string, IReadOnlyList<JsonObject>>> FoldApart(string projection, IAsyncEnumerable<Recorded> facts, CancellationToken ct) =>
        FoldedApart.Rows(Of([projection])[0].Create(BuildSettings.Default), facts, ct);

    private static Stages NewStages(BuildSettings settings) =>
        new(settings.Definitions.Get<StageDefinition>(settings.DefinitionOf(Definition.Stage)), settings.TimeZone);

    private static FirstResponses NewFirstResponses(BuildSettings settings)
    {
        var definition = settings.Definitions.Get<FirstResponseDefinition>(settings.DefinitionOf(Definition.FirstResponse));
        return new(definition, settings.Definitions.ClockOf(definition), settings.Definitions.Get<StageDefinition>(definition.Purchase));
    }

    private static NoContacts NewNoContacts(BuildSettings settings)
    {
        var definition = settings.Definitions.Get<NoContactDefinition>(settings.DefinitionOf(Definition.NoContact));
        return new(definition, settings.Definitions.Get<StageDefinition>(definition.Stages), settings.TimeZone);
    }
}
