using System.Net;
using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api;

public sealed class BadInputTests(RunningApi api) : ApiSpec(api)
{
    private const string Path = "/api/customers";

    [Fact]
    public async Task Malformed_json_is_answered_with_its_place()
    {
        var answer = await Post(Path, "{\"kind\":\"company\",\n\"name\":}");

        answer.ShouldBeProblem(BadRequest, "malformed-json");
        answer.Json["detail"]!.GetValue<string>().ShouldContain("line 2");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"kind\":\"company\",\"name\":\"A\",\"name\":\"B\"}")]
    [InlineData("{\"kind\":\"company\",\"name\":\"\\ud800\"}")]
    public async Task What_is_not_json_is_a_bad_request(string body) => (await Post(Path, body)).Status.ShouldBe(BadRequest);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    public async Task A_body_that_is_no_object_is_named(string body) => (await Post(Path, body)).ShouldName("body");

    [Fact]
    public async Task Every_field_that_is_unknown_missing_or_misshapen_is_named() =>
        (await Post(Path, """{"kind":"clown","nmae":"Acme","emails":"x","phones":[{"number":"1","ext":"2"},{}],"manager":"me"}"""))
            .ShouldName("kind", "nmae", "name", "emails", "phones[0].ext", "phones[1].number", "manager");

    [Fact]
    public async Task What_only_the_server_may_say_is_unknown_too() =>
        (await Post(Path, """{"kind":"company","name":"A","context":{"now":"1999-01-01"},"recordId":"x"}""")).ShouldName("context", "recordId");

    [Fact]
    public async Task A_null_where_a_value_is_needed_is_named() =>
        (await Post(Path, """{"kind":"company","name":null,"roles":[null]}""")).ShouldName("name", "roles[0]");

    [Fact]
    public async Task U_0000_and_over_long_text_are_named_field_by_field() =>
        (await Post(Path, new { kind = "company", name = "A\0", source = new string('x', 201), phones = new[] { new { number = new string('1', 300) } }, address = new string('y', 900) }))
            .ShouldName("name", "source", "phones[0].number");

    [Fact]
    public async Task Nulls_in_lists_phones_without_digits_and_ids_of_zeros_are_named() =>
        (await Post(Path, """{"kind":"company","name":"A","id":"00000000-0000-0000-0000-000000000000","phones":[null,{"number":"none"},{"number":"1"}],"emails":[null]}"""))
            .ShouldName("id", "phones[0]", "phones[1]", "emails[0]");

    [Fact]
    public async Task A_misspelt_dry_run_records_nothing() =>
        (await Post(Path + "?dry-run=true", new { kind = "company", name = "A" })).ShouldName("dry-run");

    [Fact]
    public async Task Instants_finer_than_a_microsecond_are_cut_off() =>
        (await Post(Path, new { kind = "company", name = "A", happenedAt = "2026-01-02T03:04:05.123456789Z" })).Status.ShouldBe(Created);

    [Fact]
    public async Task Blank_names_and_false_emails_are_named() =>
        (await Post(Path, new { kind = "company", name = "  ", emails = new[] { "a@b.example", "nobody" } })).ShouldName("name", "emails[1]");

    [Fact]
    public async Task Attribute_names_and_values_are_checked() =>
        (await Post(Path, new { kind = "company", name = "A", attributes = new Dictionary<string, string> { ["a"] = "\0" } })).ShouldName("attributes.a");

    [Theory]
    [InlineData("1899-12-31")]
    [InlineData("2999-01-01")]
    [InlineData("1066-10-14T09:00:00Z")]
    [InlineData("2190-01-01T00:00:00Z")]
    [InlineData("2024-01-01T00:00:00")]
    [InlineData("2024-02-30")]
    [InlineData("yesterday")]
    public async Task An_instant_before_1900_in_the_future_or_without_offset_is_named(string happenedAt) =>
        (await Post(Path, new { kind = "company", name = "A", happenedAt })).ShouldName("happenedAt");

    [Theory]
    [InlineData("1880-01-01")]
    [InlineData("2990-01-01")]
    [InlineData("--02-30")]
    [InlineData("17 March")]
    public async Task A_birthday_that_cannot_be_is_named(string birthday)
    {
        var id = await Customer();

        (await Post($"{Path}/{id}/add-contact-person", new { details = new { name = "Ann", birthday } })).ShouldName("details.birthday");
    }

    [Fact]
    public async Task A_reference_to_nobody_is_named() =>
        (await Post(Path, new { kind = "company", name = "A", manager = Guid.NewGuid() })).ShouldName("manager");

    [Fact]
    public async Task An_id_that_is_no_guid_is_named() => (await Post($"{Path}/acme/archive", new { reason = "x" })).ShouldName("id");

    [Theory]
    [InlineData("X-Correlation-Id", "abc")]
    [InlineData("If-Match", "abc")]
    [InlineData("If-Match", "\"-1\"")]
    public async Task Headers_that_cannot_be_read_are_named(string name, string value) =>
        (await Post(Path, new { kind = "company", name = "A" }, UserRole.Operator, (name, value))).ShouldName(name);

    [Fact]
    public async Task A_dry_run_is_true_or_false() => (await Post($"{Path}?dryRun=maybe", new { kind = "company", name = "A" })).ShouldName("dryRun");

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Another_content_type_is_answered(string contentType) =>
        (await Send(HttpMethod.Post, Path, "{}", UserRole.Operator, contentType)).ShouldBeProblem(UnsupportedMediaType, "unsupported-media-type");

    [Fact]
    public async Task A_body_over_the_limit_is_answered() =>
        (await Post(Path, new string(' ', 1024 * 1024 + 1))).ShouldBeProblem(RequestEntityTooLarge, "body-too-large");

    [Fact]
    public async Task An_unknown_address_is_a_problem() => (await Get("/api/nothing")).ShouldBeProblem(NotFound, "not-found");

    [Fact]
    public async Task Another_method_is_a_problem() =>
        (await Send(HttpMethod.Delete, Path, null, UserRole.Operator, "application/json")).ShouldBeProblem(MethodNotAllowed, "method-not-allowed");

    [Fact]
    public async Task A_failure_shows_its_correlation_and_nothing_internal()
    {
        var answer = await Get("/fails", null, ("X-Correlation-Id", "my-trace"));

        answer.ShouldBeProblem(InternalServerError, "unexpected");
        answer.Text.ShouldContain("my-trace");
        answer.Text.ShouldNotContain("secret");
    }
}
