using System.Text.Json;
using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Calendars;
using EventSourcedCrm.Domain.Groups;
using EventSourcedCrm.Domain.Organisations;
using EventSourcedCrm.Domain.Pipelines;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Shared;

/// <summary>The organisation and what its people choose from: users, groups with their members, products, pipelines with their stages, calendars in all their versions.</summary>
public sealed class Registries() : Projection("registries", version: 2)
{
    private readonly Table<OrganisationRow> _organisation = new("organisation", row => row.Stream);
    private readonly Table<UserRow> _users = new("registered_user", row => row.UserId, "name, user_id");
    private readonly Table<GroupRow> _groups = new("user_group", row => row.GroupId, "name, group_id");
    private readonly Table<GroupMember> _members = new("group_member", row => new { row.GroupId, row.UserId }, "user_id, group_id");
    private readonly Table<ProductRow> _products = new("product", row => row.ProductId, "name, product_id");
    private readonly Table<PipelineRow> _pipelines = new("pipeline", row => row.PipelineId, "name, pipeline_id");
    private readonly Table<CalendarRow> _calendars = new("calendar", row => new { row.CalendarId, row.Version }, "name, calendar_id");

    protected override IEnumerable<Type> Handles =>
        [typeof(OrganisationFact), typeof(UserFact), typeof(GroupFact), typeof(ProductFact), typeof(PipelineFact), typeof(CalendarFact)];

    protected override void Apply(Recorded happened)
    {
        switch (happened.Fact)
        {
            case OrganisationFact fact: Apply(fact, happened); break;
            case UserFact fact: Apply(fact, happened.Id<UserId>(), happened.Revision); break;
            case GroupFact fact: Apply(fact, happened.Id<GroupId>(), happened.Revision); break;
            case ProductFact fact: Apply(fact, happened.Id<ProductId>(), happened.Revision); break;
            case PipelineFact fact: Apply(fact, happened.Id<PipelineId>(), happened.Revision); break;
            case CalendarFact fact: _calendars.Put(CalendarRow.Of(fact, happened)); break;
        }
    }

    private void Apply(OrganisationFact fact, Recorded happened)
    {
        switch (fact)
        {
            case OrganisationEstablished f: _organisation.Put(new(happened.Stream.Value, f.Name, f.Zone, f.Currency, happened.Revision)); break;
            case OrganisationRenamed f: Change(row => row with { Name = f.Name }); break;
            case OrganisationZoneChanged f: Change(row => row with { Zone = f.Zone }); break;
        }

        void Change(Func<OrganisationRow, OrganisationRow> change) =>
            _organisation.Update(happened.Stream.Value, row => change(row) with { Revision = happened.Revision });
    }

    private void Apply(UserFact fact, UserId user, long revision)
    {
        switch (fact)
        {
            case UserRegistered f: _users.Put(new(user, f.Name, f.Role, f.Manager, f.Office, true, revision)); break;
            case UserRenamed f: Change(row => row with { Name = f.Name }); break;
            case UserRoleChanged f: Change(row => row with { Role = f.Role }); break;
            case UserTransferred f: Change(row => row with { ManagerId = f.Manager, Office = f.Office }); break;
            case UserDeactivated: Change(row => row with { Active = false }); break;
            case UserReactivated: Change(row => row with { Active = true }); break;
        }

        void Change(Func<UserRow, UserRow> change) => _users.Update(user, row => change(row) with { Revision = revision });
    }

    private void Apply(GroupFact fact, GroupId group, long revision)
    {
        switch (fact)
        {
            case GroupFormed f: _groups.Put(new(group, f.Name, revision)); return;
            case GroupRenamed f: _groups.Update(group, row => row with { Name = f.Name }); break;
            case GroupMemberAdded f: _members.Put(new(group, f.Member)); break;
            case GroupMemberRemoved f: _members.Delete(new { GroupId = group, UserId = f.Member }); break;
        }
        _groups.Update(group, row => row with { Revision = revision });
    }

    private void Apply(ProductFact fact, ProductId product, long revision)
    {
        switch (fact)
        {
            case ProductRegistered f: _products.Put(new(product, f.Name, f.Series, f.ListPrice?.Amount, f.ListPrice?.Currency, revision)); break;
            case ProductRenamed f: Change(row => row with { Name = f.Name }); break;
            case ProductSeriesChanged f: Change(row => row with { Series = f.Series }); break;
            case ProductRepriced f: Change(row => row with { ListPrice = f.ListPrice?.Amount, Currency = f.ListPrice?.Currency }); break;
        }

        void Change(Func<ProductRow, ProductRow> change) => _products.Update(product, row => change(row) with { Revision = revision });
    }

    private void Apply(PipelineFact fact, PipelineId pipeline, long revision)
    {
        switch (fact)
        {
            case PipelineDefined f: _pipelines.Put(new(pipeline, f.Name, List(f.Stages), revision)); break;
            case PipelineRenamed f: Change(row => row with { Name = f.Name }); break;
            case PipelineStagesChanged f: Change(row => row with { Stages = List(f.Stages) }); break;
        }

        void Change(Func<PipelineRow, PipelineRow> change) => _pipelines.Update(pipeline, row => change(row) with { Revision = revision });
    }

    private static Json List(IReadOnlyList<string> words) => new(JsonSerializer.Serialize(words));
}

/// <summary>The organisation itself; one row.</summary>
public sealed record OrganisationRow(string Stream, string Name, string Zone, string Currency, long Revision);

/// <summary>A person of the organisation; without a role only named, by imports.</summary>
public sealed record UserRow(UserId UserId, string Name, UserRole? Role, UserId? ManagerId, string? Office, bool Active, long Revision);

/// <summary>Users who take work from one queue.</summary>
public sealed record GroupRow(GroupId GroupId, string Name, long Revision);

/// <summary>A user who belongs to a group.</summary>
public sealed record GroupMember(GroupId GroupId, UserId UserId);

/// <summary>Something the organisation sells.</summary>
public sealed record ProductRow(ProductId ProductId, string Name, string? Series, decimal? ListPrice, string? Currency, long Revision);

/// <summary>A pipeline with the names of its stages in order.</summary>
public sealed record PipelineRow(PipelineId PipelineId, string Name, Json Stages, long Revision);

/// <summary>One version of a calendar, its hours and special days as callers say them.</summary>
public sealed record CalendarRow(CalendarId CalendarId, int Version, string Name, string Zone, Json Week, Json Days, long Revision)
{
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        Converters = { new TimeOfDayConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    internal static CalendarRow Of(CalendarFact fact, Recorded happened) => new(
        happened.Id<CalendarId>(), fact.Version, fact.Name, fact.Hours.Zone, Text(fact.Hours.Week), Text(fact.Hours.Days), happened.Revision);

    private static Json Text<T>(T value) => new(JsonSerializer.Serialize(value, Plain));
}
