using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Tests.Api;

/// <summary>Speaks to the API as a caller does: bytes out, status, headers and JSON back.</summary>
public abstract class ApiSpec(RunningApi api)
{
    private static readonly HttpClient Http = new();

    protected RunningApi Api { get; } = api;

    protected Task<Answer> Post(string path, object body, UserRole? role = UserRole.Operator, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, path, body as string ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web), role, "application/json", headers);

    protected Task<Answer> Get(string path, UserRole? role = UserRole.Operator, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Get, path, null, role, "application/json", headers);

    protected async Task<Answer> Send(HttpMethod method, string path, string? body, UserRole? role, string contentType, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Api.Address, path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
            request.Headers.ExpectContinue = body.Length > 1024 * 1024; // or the refusal may come while the body is being sent, and break the pipe
        }
        if (role is { } given) request.Headers.Authorization = new("Bearer", RunningApi.Token(given));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Http.SendAsync(request);
        return new(response.StatusCode, response.Headers, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Registers a customer and answers its id.</summary>
    protected async Task<Guid> Customer(string name = "Acme")
    {
        var answer = await Post("/api/customers", new { kind = "company", name });
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        return answer.Json["id"]!.GetValue<Guid>();
    }

    protected async Task<List<Recorded>> Facts(Guid customer)
    {
        var facts = new List<Recorded>();
        await foreach (var fact in Api.Log.ReadStream(StreamName.Of("customer", customer), 0, default)) facts.Add(fact);
        return facts;
    }
}

/// <summary>What came back.</summary>
public sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, string? ContentType, string Text)
{
    public JsonObject Json => JsonNode.Parse(Text)!.AsObject();

    public string? Code => Json["code"]?.GetValue<string>();

    public IEnumerable<string> Fields => Json["errors"]?.AsObject().Select(error => error.Key) ?? [];

    public void ShouldBeProblem(HttpStatusCode status, string code)
    {
        Status.ShouldBe(status, Text);
        ContentType.ShouldBe("application/problem+json");
        Code.ShouldBe(code, Text);
        foreach (var field in new[] { "type", "title", "status", "detail" }) Json.ShouldContainKey(field);
        Json["status"]!.GetValue<int>().ShouldBe((int)status);
    }

    public void ShouldName(params string[] fields)
    {
        ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Fields.ShouldBe(fields, ignoreOrder: true, Text);
    }
}
