using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Calendars;

public sealed class CalendarTests(RunningApi api) : AreaSpec(api, "/api/calendars")
{
    private const string Office = """
        {"name":"Office","zone":"Europe/Rome",
         "week":{"monday":[{"from":"09:00","to":"13:00"},{"from":"14:00","to":"18:00"}],"friday":[{"from":"22:00","to":"00:00"}]},
         "days":[{"on":"2026-12-25","hours":[],"name":"Christmas"},{"on":"2026-12-24","hours":[{"from":"09:00","to":"12:00"}]}]}
        """;

    [Fact]
    public async Task A_calendar_is_drawn_up_and_shown_as_it_was_said()
    {
        var id = await Make(Office, UserRole.Manager);

        var shown = (await Read($"/{id}")).Json;
        shown["version"]!.GetValue<int>().ShouldBe(1);
        shown["zone"]!.GetValue<string>().ShouldBe("Europe/Rome");
        shown["week"]!.ToJsonString().ShouldBe("""{"friday":[{"to":"00:00","from":"22:00"}],"monday":[{"to":"13:00","from":"09:00"},{"to":"18:00","from":"14:00"}]}""");
        shown["days"]![0]!["name"]!.GetValue<string>().ShouldBe("Christmas");
        shown["days"]![1]!["on"]!.GetValue<string>().ShouldBe("2026-12-24");
    }

    [Fact]
    public async Task Every_change_makes_a_version_and_the_former_ones_stay()
    {
        var id = await Make(Office, UserRole.Manager);
        await Does(UserRole.Manager, id, "change", Office);
        await Does(UserRole.Manager, id, "change", Office.Replace("09:00", "08:00"), "calendar-changed-v1");
        await Does(UserRole.Manager, id, "change", Office.Replace("Office", "Shop"), "calendar-changed-v1");

        var newest = (await Read($"/{id}")).Json;
        (newest["version"]!.GetValue<int>(), newest["name"]!.GetValue<string>()).ShouldBe((3, "Shop"));
        (await Read($"/{id}?version=2")).Json["week"]!["monday"]![0]!["from"]!.GetValue<string>().ShouldBe("08:00");
        (await Get($"/api/calendars/{id}?version=4")).Status.ShouldBe(NotFound);
        (await Ids("", limit: 500)).Count(listed => listed == id).ShouldBe(1);
    }

    [Fact]
    public async Task Calendars_are_listed_by_name()
    {
        var b = await Make(Office.Replace("Office", "zz B"), UserRole.Manager);
        var a = await Make(Office.Replace("Office", "zz A"), UserRole.Manager);

        (await Ids("", limit: 1)).TakeLast(2).ShouldBe([a, b]);
    }

    [Fact]
    public async Task What_nobody_can_work_by_is_named_field_by_field()
    {
        await Named(Office.Replace("Europe/Rome", "Europe/Atlantis"), "zone");
        await Named(Office.Replace("18:00", "08:00"), "week.monday[1].to");
        await Named(Office.Replace("14:00", "12:30"), "week.monday[1]");
        await Named(Office.Replace("2026-12-24", "2026-12-25"), "days[1].on");
        await Named(Office.Replace("12-24", "02-30").Replace("22:00", "24:00"), "days[1].on", "week.friday[0].from");
        await Named(Office.Replace("2026-12-24", "1826-12-24"), "days[1].on");
        await Named("""{"name":"Idle","zone":"Etc/UTC","week":{"sonntag":[]}}""", "week.sonntag");
        await Named("""{"name":"Idle","zone":"Etc/UTC","week":{}}""", "week");
        await Named("""{"name":"","zone":"Etc/UTC"}""", "week");

        async Task Named(string body, params string[] fields) => (await Post("/api/calendars", body, UserRole.Manager)).ShouldName(fields);
    }

    [Fact]
    public async Task A_calendar_has_up_to_a_thousand_special_days()
    {
        var days = Enumerable.Range(0, 1_001).Select(day => new { on = new DateOnly(2026, 1, 1).AddDays(day).ToString("yyyy-MM-dd"), hours = Array.Empty<object>() }).ToList();
        object Body(int count) => new { name = "Long", zone = "Etc/UTC", week = new { monday = new[] { new { from = "09:00", to = "17:00" } } }, days = days.Take(count) };

        await Make(Body(1_000), UserRole.Manager);
        (await Post("/api/calendars", Body(1_001), UserRole.Manager)).ShouldName("days");
    }

    [Fact]
    public async Task Only_a_manager_may_and_only_what_is_drawn_up_can_be_changed()
    {
        (await Post("/api/calendars", Office)).ShouldBeProblem(Forbidden, "role-needed");
        (await Ask(Nobody, "change", Office, UserRole.Manager)).ShouldBeProblem(NotFound, "no-such-calendar");
        var id = await Make(Office, UserRole.Manager);
        (await Post("/api/calendars", Office.Replace("Office", "Other").Replace("{\"name\"", $"{{\"id\":\"{id}\",\"name\""), UserRole.Manager)).ShouldBeProblem(Conflict, "calendar-already-drawn-up");
    }
}
