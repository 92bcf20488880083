using EventSourcedCrm.Domain.Calendars;
using EventSourcedCrm.Domain.Groups;
using EventSourcedCrm.Domain.Organisations;
using EventSourcedCrm.Domain.Pipelines;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Shared;
using static EventSourcedCrm.Projections.Tests.Given;

namespace EventSourcedCrm.Projections.Tests.Shared;

public sealed class RegistriesTests
{
    private const string Users = "select user_id, name, role, manager_id, office, active, revision from registered_user";
    private const string Products = "select product_id, name, series, list_price, currency, revision from product";
    private const string Pipelines = "select pipeline_id, name, stages, revision from pipeline";
    private const string Organisation = "select name, zone, currency, revision from organisation";

    private static readonly UserRegistered Ann = new("Ann", UserRole.Operator, Id<UserId>(8), "North");
    private static readonly ProductRegistered Pump = new("Pump", "P", new(99.9m, "EUR"));
    private static readonly PipelineDefined Sales = new("Sales", ["offer", "contract"]);
    private static readonly WorkingHours Office = new("Europe/Berlin", new(Monday: [new(new(9, 0), new(17, 30))]), [new(new(2026, 1, 1), [], "New Year")]);
    private static readonly OrganisationEstablished Works = new("Works", "Europe/Berlin", "EUR");

    [Fact]
    public Task A_user_is_registered() => new Given()
        .Registry("user", 7, Ann)
        .Then<Registries>(Users, "#7, Ann, operator, #8, North, yes, 0");

    [Fact]
    public Task A_user_is_renamed_promoted_and_transferred() => new Given()
        .Registry("user", 7, Ann, new UserRenamed("Anna"), new UserRoleChanged(UserRole.Manager), new UserTransferred(null, "South"))
        .Then<Registries>(Users, "#7, Anna, manager, –, South, yes, 3");

    [Fact]
    public Task A_user_is_deactivated() => new Given()
        .Registry("user", 7, Ann, new UserDeactivated())
        .Then<Registries>(Users, "#7, Ann, operator, #8, North, no, 1");

    [Fact]
    public Task A_user_is_reactivated() => new Given()
        .Registry("user", 7, Ann, new UserDeactivated(), new UserReactivated())
        .Then<Registries>(Users, "#7, Ann, operator, #8, North, yes, 2");

    [Fact]
    public Task A_group_is_formed_and_renamed() => new Given()
        .Registry("group", 4, new GroupFormed("Repairs"), new GroupRenamed("Workshop"))
        .Then<Registries>("select group_id, name, revision from user_group", "#4, Workshop, 1");

    [Fact]
    public Task Members_come_to_a_group_and_go() => new Given()
        .Registry("group", 4, new GroupFormed("Repairs"), new GroupMemberAdded(Id<UserId>(7)), new GroupMemberAdded(Id<UserId>(8)))
        .Registry("group", 4, new GroupMemberRemoved(Id<UserId>(7)))
        .Then<Registries>("select group_id, user_id, revision from group_member join user_group using (group_id)", "#4, #8, 3");

    [Fact]
    public Task A_product_is_registered() => new Given()
        .Registry("product", 5, Pump)
        .Then<Registries>(Products, "#5, Pump, P, 99.9, EUR, 0");

    [Fact]
    public Task A_product_is_renamed_repriced_and_put_into_another_series() => new Given()
        .Registry("product", 5, Pump, new ProductRenamed("Pump 2"), new ProductSeriesChanged("Q"), new ProductRepriced(new(120, "EUR")))
        .Then<Registries>(Products, "#5, Pump 2, Q, 120, EUR, 3");

    [Fact]
    public Task A_product_may_lose_series_and_price() => new Given()
        .Registry("product", 5, Pump, new ProductSeriesChanged(null), new ProductRepriced(null))
        .Then<Registries>(Products, "#5, Pump, –, –, –, 2");

    [Fact]
    public Task A_pipeline_has_its_stages_in_order() => new Given()
        .Registry("pipeline", 3, Sales, new PipelineRenamed("Export"), new PipelineStagesChanged(["offer", "Договор", "delivery"]))
        .Registry("pipeline", 4, Sales)
        .Then<Registries>(Pipelines + " order by name", """#3, Export, ["offer", "Договор", "delivery"], 2""", """#4, Sales, ["offer", "contract"], 0""");

    [Fact]
    public Task A_calendar_is_kept_in_all_its_versions() => new Given()
        .Registry("calendar", 6, new CalendarDrawnUp(1, "Office", Office), new CalendarChanged(2, "Shop", Office with { Zone = "Europe/Riga", Days = [] }))
        .Then<Registries>(
            "select calendar_id, version, name, zone, week, days, revision from calendar order by version",
            """#6, 1, Office, Europe/Berlin, {"monday": [{"to": "17:30", "from": "09:00"}]}, [{"on": "2026-01-01", "name": "New Year", "hours": []}], 0""",
            """#6, 2, Shop, Europe/Riga, {"monday": [{"to": "17:30", "from": "09:00"}]}, [], 1""");

    [Fact]
    public Task The_organisation_has_a_name_a_zone_and_a_currency() => new Given()
        .Fact(new("organisation"), Works)
        .Then<Registries>(Organisation, "Works, Europe/Berlin, EUR, 0");

    [Fact]
    public Task The_organisation_may_be_renamed_and_move() => new Given()
        .Fact(new("organisation"), Works)
        .Fact(new("organisation"), new OrganisationRenamed("Works & Sons"))
        .Fact(new("organisation"), new OrganisationZoneChanged("Europe/Riga"))
        .Then<Registries>(Organisation, "Works & Sons, Europe/Riga, EUR, 2");

    [Fact]
    public Task Registries_are_not_concerned_by_what_customers_do() => new Given()
        .Fact(new("something-new"), UnknownFact.Instance)
        .Then<Registries>(Organisation);
}
