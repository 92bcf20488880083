using EventSourcedCrm.Api.Appeals;
using EventSourcedCrm.Api.Builds;
using EventSourcedCrm.Api.Calendars;
using EventSourcedCrm.Api.Contacts;
using EventSourcedCrm.Api.Customers;
using EventSourcedCrm.Api.Deals;
using EventSourcedCrm.Api.Definitions;
using EventSourcedCrm.Api.Groups;
using EventSourcedCrm.Api.Log;
using EventSourcedCrm.Api.Organisations;
using EventSourcedCrm.Api.Parked;
using EventSourcedCrm.Api.Pipelines;
using EventSourcedCrm.Api.Products;
using EventSourcedCrm.Api.Projections;
using EventSourcedCrm.Api.Reports;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Api.Tokens;
using EventSourcedCrm.Api.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace EventSourcedCrm.Api;

/// <summary>The HTTP surface, for the host to compose. The host registers the <see cref="EventLog.IEventLog"/>.</summary>
public static class CrmApi
{
    /// <param name="services">The host's services.</param>
    /// <param name="readModels">Where the projections keep their tables.</param>
    /// <param name="readiness">What the host knows against serving requests.</param>
    /// <param name="fold">How the host's projections fold facts apart from their tables.</param>
    public static IServiceCollection AddCrmApi(this IServiceCollection services, NpgsqlDataSource readModels, Readiness readiness, FoldApart fold)
    {
        Rows.Configure();
        services.ConfigureHttpJsonOptions(http => ApiJson.Configure(http.SerializerOptions));
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddApiDescription()
            .AddHandlers()
            .AddSingleton(readiness)
            .AddSingleton(fold)
            .AddSingleton(provider => new ReadModels(readModels, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<Shared.Tokens>()
            .AddSingleton<Clocks>()
            .AddSingleton<Cards>()
            .AddSingleton<HistoryEntries>()
            .AddSingleton<RecordHistory>()
            .AddSingleton<Organisation>()
            .AddSingleton<CommandReader>()
            .AddSingleton<QueryReader>()
            .AddSingleton<ReportBuilds>()
            .AddSingleton<KnownBuilds>()
            .AddSingleton<AskedBuilds>()
            .AddSingleton<FrozenBuilds>()
            .AddSingleton<Beginnings>()
            .AddSingleton<References>()
            .AddSingleton<CustomerReferences>()
            .AddSingleton<PipelineStages>()
            .AddSingleton<Retries>()
            .AddSingleton(typeof(Commands<,,>))
            .AddSingleton<Duplicates>();
    }

    public static void MapCrmApi(this WebApplication app)
    {
        app.UseMiddleware<Failures>();
        app.UseRouting();
        app.UseMiddleware<Authentication>();
        app.MapApiDescription();
        app.MapHealth();
        app.MapCustomers();
        app.MapContacts();
        app.MapAppeals();
        app.MapDeals();
        app.MapUsers();
        app.MapGroups();
        app.MapProducts();
        app.MapPipelines();
        app.MapCalendars();
        app.MapOrganisations();
        app.MapTokens();
        app.MapLog();
        app.MapReports();
        app.MapProjections();
        app.MapDefinitions();
        app.MapBuilds();
        app.MapParked();
    }

    /// <summary>Only what orchestration asks of a process that serves no requests.</summary>
    public static void MapCrmHealth(this WebApplication app) => app.MapHealth();
}
