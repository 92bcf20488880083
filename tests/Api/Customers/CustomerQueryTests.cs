using System.Text.Json.Nodes;
using Dapper;
using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Customers;

public sealed class CustomerQueryTests(RunningApi api) : ApiSpec(api)
{
    private readonly string _mark = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task The_card_shows_what_was_said_and_its_revision()
    {
        var (id, position) = await Register(new
        {
            kind = "person",
            name = "Ann Noon",
            roles = new[] { "buyer", "partner" },
            phones = new[] { new { number = "+420 777 123 456", extension = "12" } },
            emails = new[] { "ann@noon.example" },
            address = "Hill 1",
            source = "fair",
            attributes = new { size = "L" },
            manager = RunningApi.User(UserRole.Manager).Value,
        });

        var card = await Get($"/api/customers/{id}", UserRole.Operator, position);

        card.Status.ShouldBe(OK, card.Text);
        card.Headers.ETag!.Tag.ShouldBe($"\"{card.Json["revision"]}\"");
        Text(card.Json, "kind", "name", "address", "source").ShouldBe(["person", "Ann Noon", "Hill 1", "fair"]);
        card.Json["roles"]!.ToJsonString().ShouldBe("""["buyer","partner"]""");
        card.Json["phones"]![0]!["extension"]!.GetValue<string>().ShouldBe("12");
        card.Json["attributes"]!["size"]!.GetValue<string>().ShouldBe("L");
        card.Json["managerId"]!.GetValue<Guid>().ShouldBe(RunningApi.User(UserRole.Manager).Value);
        card.Json["registeredAt"]!.GetValue<string>().ShouldEndWith("+00:00");
    }

    [Fact]
    public async Task An_unknown_customer_has_no_card() => (await Get($"/api/customers/{Guid.NewGuid()}")).ShouldBeProblem(NotFound, "not-found");

    [Fact]
    public async Task A_list_is_paged_by_name_without_gaps_or_repeats()
    {
        for (var i = 0; i < 5; i++) await Register(new { kind = "company", name = $"{_mark} {i % 3}" });
        var (_, position) = await Register(new { kind = "company", name = $"{_mark} 9" });

        var names = new List<string>();
        for (string? next = ""; next is not null;)
        {
            var page = await Get($"/api/customers?text={_mark}&limit=2{(next.Length > 0 ? $"&cursor={next}" : "")}", UserRole.Operator, position);
            page.Status.ShouldBe(OK, page.Text);
            names.AddRange(page.Json["rows"]!.AsArray().Select(row => row!["name"]!.GetValue<string>()[^1..]));
            next = page.Json["next"]?.GetValue<string>();
        }
        names.ShouldBe(["0", "0", "1", "1", "2", "9"]);
    }

    [Fact]
    public async Task A_list_is_filtered_by_manager_kind_role_and_archived()
    {
        var manager = RunningApi.User(UserRole.Admin).Value;
        var (mine, _) = await Register(new { kind = "company", name = $"{_mark} mine", manager, roles = new[] { "supplier" } });
        var (gone, _) = await Register(new { kind = "person", name = $"{_mark} gone" });
        var position = Position(await Post($"/api/customers/{gone}/archive", new { reason = "moved" }));

        (await Ids($"text={_mark}&manager={manager}", position)).ShouldBe([mine]);
        (await Ids($"text={_mark}&kind=person", position)).ShouldBeEmpty();
        (await Ids($"text={_mark}&kind=person&archived=true", position)).ShouldBe([gone]);
        (await Ids($"text={_mark}&role=supplier", position)).ShouldBe([mine]);
        (await Ids($"text={_mark}&role=partner", position)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=many", "limit")]
    [InlineData("?manger=x", "manger")]
    [InlineData("?kind=clown", "kind")]
    [InlineData("?archived=perhaps", "archived")]
    [InlineData("?cursor=abc", "cursor")]
    [InlineData("?text=a%00", "text")]
    [InlineData("/find", "text")]
    [InlineData("/acme", "id")]
    public async Task A_question_that_cannot_be_read_names_its_field(string query, string field) =>
        (await Get("/api/customers" + query)).ShouldName(field);

    [Fact]
    public async Task A_cursor_that_was_altered_or_belongs_to_other_filters_is_refused()
    {
        await Register(new { kind = "company", name = $"{_mark} 1" });
        var (_, position) = await Register(new { kind = "company", name = $"{_mark} 2" });
        var cursor = (await Get($"/api/customers?text={_mark}&limit=1", UserRole.Operator, position)).Json["next"]!.GetValue<string>();

        (await Get($"/api/customers?limit=1&cursor={cursor}")).ShouldName("cursor");
        (await Get($"/api/customers?text={_mark}&limit=1&cursor={cursor[..20]}{(cursor[20] == 'A' ? 'B' : 'A')}{cursor[21..]}")).ShouldName("cursor");
    }

    [Theory]
    [InlineData("NOON & so", "name")]
    [InlineData("777 555 441", "phone")]
    [InlineData("00420777555441", "phone")]
    [InlineData("Eve@NOON.example", "email")]
    [InlineData("EVE Bl", "person")]
    public async Task A_customer_is_found_by_phone_email_or_part_of_a_name(string text, string by)
    {
        var (id, _) = await Register(new { kind = "company", name = "Noon & Sons", phones = new[] { new { number = "+420 777 555 441" } } });
        var position = Position(await Post($"/api/customers/{id}/add-contact-person", new { details = new { name = "Eve Blau", emails = new[] { "eve@noon.example" } } }));

        var found = await Get($"/api/customers/find?limit=100&text={Uri.EscapeDataString(text)}", UserRole.Operator, position);

        found.Status.ShouldBe(OK, found.Text);
        var row = found.Json["rows"]!.AsArray().Single(row => row!["id"]!.GetValue<Guid>() == id)!;
        row["by"]!.AsArray().Select(word => word!.GetValue<string>()).ShouldBe([by]);
    }

    [Fact]
    public async Task Those_found_come_once_by_name_archived_ones_last()
    {
        var (gone, _) = await Register(new { kind = "company", name = $"{_mark} 1" });
        await Post($"/api/customers/{gone}/archive", new { reason = "closed" });
        var (third, _) = await Register(new { kind = "company", name = $"{_mark} 4" });
        var (second, _) = await Register(new { kind = "company", name = $"{_mark} 3" });
        var (first, _) = await Register(new { kind = "company", name = "0" });
        await AddPerson(third);
        var position = await AddPerson(first);

        (await Find(100)).ShouldBe([(first, "person"), (second, "name"), (third, "name person"), (gone, "name")]);
        (await Find(2)).ShouldBe([(first, "person"), (second, "name")]);

        async Task<(string, string)> AddPerson(Guid customer) =>
            Position(await Post($"/api/customers/{customer}/add-contact-person", new { details = new { name = $"Eve {_mark}" } }));

        async Task<IEnumerable<(Guid, string)>> Find(int limit) =>
            (await Get($"/api/customers/find?limit={limit}&text={_mark}", UserRole.Operator, position)).Json["rows"]!.AsArray()
            .Select(row => (row!["id"]!.GetValue<Guid>(), string.Join(' ', row["by"]!.AsArray().Select(by => by!.GetValue<string>()))));
    }

    [Fact]
    public async Task Registering_a_likely_duplicate_answers_and_warns_with_the_ids()
    {
        var (known, position) = await Register(new { kind = "company", name = _mark, phones = new[] { new { number = "+1 " + DateTime.UtcNow.Ticks } } });
        await Get($"/api/customers/{known}", UserRole.Operator, position);

        var answer = await Post("/api/customers", new { kind = "company", name = " " + _mark.ToUpperInvariant() });

        answer.Status.ShouldBe(Created, answer.Text);
        var warning = answer.Json["warnings"]!.AsArray().Single()!;
        warning["code"]!.GetValue<string>().ShouldBe("likely-duplicate");
        warning["ids"]!.AsArray().Select(id => id!.GetValue<Guid>()).ShouldBe([known]);
    }

    [Fact]
    public async Task The_history_tells_what_happened_last_first_page_by_page_and_who_did_it()
    {
        var (id, _) = await Register(new { kind = "company", name = "Acme", happenedAt = "2020-01-01" });
        await Post($"/api/customers/{id}/change", new { source = "fair", happenedAt = "2021-01-01" });
        var position = Position(await Post($"/api/customers/{id}/archive", new { reason = "closed" }));

        var first = await Get($"/api/customers/{id}/history?limit=2", UserRole.Operator, position);
        var second = await Get($"/api/customers/{id}/history?limit=2&cursor={first.Json["next"]}");

        first.Status.ShouldBe(OK, first.Text);
        second.Status.ShouldBe(OK, second.Text);
        first.Json["rows"]!.AsArray().Concat(second.Json["rows"]!.AsArray()).Select(row => row!["type"]!.GetValue<string>())
            .ShouldBe(["customer-archived-v1", "customer-source-changed-v1", "customer-registered-v1"]);
        Text(first.Json["rows"]![0]!.AsObject(), "actorName", "recordedByName").ShouldBe(["The Operator", "The Operator"]);
        first.Json["rows"]![0]!["fact"]!["reason"]!.GetValue<string>().ShouldBe("closed");
        second.Json["next"].ShouldBeNull();
    }

    [Fact]
    public async Task The_history_is_of_every_stream_that_concerns_the_customer_and_says_what_each_fact_says()
    {
        var (id, _) = await Register(new { kind = "person", name = "Eve Stone", happenedAt = "2020-01-01" });
        var contact = await Post("/api/contacts/record", new
        {
            customer = id,
            kind = "call",
            direction = "incoming",
            responsible = RunningApi.User(UserRole.Operator).Value,
            subject = "prices",
            happenedAt = "2021-01-01",
        });
        contact.Status.ShouldBe(Created, contact.Text);
        var position = Position(await Post($"/api/customers/{id}/change", new { source = "fair", happenedAt = "2020-06-01" }));

        var told = await Get($"/api/customers/{id}/history", UserRole.Operator, position);

        told.Json["rows"]!.AsArray().Select(row => $"{row!["stream"]!.GetValue<string>().Split('-')[0]} {row["revision"]} {row["actorKind"]} {row["fact"]!["name"] ?? row["fact"]!["source"] ?? row["fact"]!["details"]!["subject"]}")
            .ShouldBe(["contact 0 person prices", "customer 1 person fair", "customer 0 person Eve Stone"]);
    }

    [Fact]
    public async Task A_history_of_what_the_log_no_longer_has_is_an_error_and_no_shorter_history()
    {
        var (id, position) = await Register(new { kind = "company", name = "Acme" });
        (await Get($"/api/customers/{id}/history", UserRole.Operator, position)).Status.ShouldBe(OK);
        await using (var connection = await Api.Database.OpenConnectionAsync())
        {
            var build = await connection.QuerySingleAsync<string>("select build from control.live where projection = 'card_history'");
            await connection.ExecuteAsync($"update \"{build}\".entry set revision = 7 where customer_id = @id", new { id });
        }
        (await Get($"/api/customers/{id}/history")).ShouldBeProblem(InternalServerError, "unexpected");
    }

    [Fact]
    public async Task A_position_that_cannot_be_read_is_named() =>
        (await Get("/api/customers", UserRole.Operator, ("X-Read-After", "soon"))).ShouldName("X-Read-After");

    private async Task<(Guid Id, (string, string) ReadAfter)> Register(object body)
    {
        var answer = await Post("/api/customers", body);
        answer.Status.ShouldBe(Created, answer.Text);
        return (answer.Json["id"]!.GetValue<Guid>(), Position(answer));
    }

    private async Task<IEnumerable<Guid>> Ids(string query, (string, string) readAfter)
    {
        var page = await Get($"/api/customers?{query}", UserRole.Operator, readAfter);
        page.Status.ShouldBe(OK, page.Text);
        return page.Json["rows"]!.AsArray().Select(row => row!["id"]!.GetValue<Guid>());
    }

    private static (string, string) Position(Answer answer) => ("X-Read-After", answer.Json["position"]!.GetValue<string>());

    private static IEnumerable<string> Text(JsonObject json, params string[] names) => names.Select(name => json[name]!.GetValue<string>());
}
