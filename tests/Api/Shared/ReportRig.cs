using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EventSourcedCrm.Api;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tokens;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;
using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.Projections;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EventSourcedCrm.Tests.Api;

/// <summary>A log, the builds that are read and the API, in a database of its own.</summary>
public sealed class ReportRig : IAsyncDisposable
{
    private const string Token = "token-of-a-manager";
    private static readonly string[] Reports = ["access", "stages", "first_response", "no_contact"];
    private readonly string[] _read;
    private readonly HttpClient _http = new();
    private WebApplication _app = null!;

    private ReportRig(NpgsqlDataSource database, ILogStore log, string[] read) => (Database, Log, _read) = (database, log, read);

    public NpgsqlDataSource Database { get; }

    public ILogStore Log { get; }

    /// <summary>The builds made under definitions, in their order.</summary>
    public List<string> Candidates { get; } = [];

    /// <summary>With the facts of the story in the log and in the live builds.</summary>
    /// <param name="story">What happened.</param>
    /// <param name="zone">The organisation's.</param>
    /// <param name="definition">One that the story proposes, as in <c>stage/v2</c>, for its report to be read under.</param>
    public static async Task<ReportRig> Of(IEnumerable<Told> story, string zone = "Etc/UTC", string? definition = null)
    {
        var rig = await Empty();
        await rig.Tell(story);
        await rig.Build(zone: zone, definition: definition);
        return rig;
    }

    /// <summary>The same with a build under each definition beside the live ones, all at one position; the builds' names are in <see cref="Candidates"/>.</summary>
    public static async Task<ReportRig> Of(IEnumerable<Told> story, params Definition[] definitions)
    {
        var rig = await Empty();
        await rig.Tell(story);
        await rig.Propose(definitions);
        await rig.Build();
        foreach (var candidate in definitions) await rig.Candidate(candidate);
        return rig;
    }

    /// <summary>The same with these definitions, each its report's v2, published in place of the ones that come with the program.</summary>
    public static async Task<ReportRig> Under(IReadOnlyList<Definition> definitions, IEnumerable<Told> story)
    {
        var rig = await Empty();
        await rig.Tell([.. definitions.SelectMany(Published), .. story]);
        await rig.Build();
        return rig;
    }

    /// <param name="read">The projections that are built; those of the reports, where none is named.</param>
    public static async Task<ReportRig> Empty(params string[] read)
    {
        var database = PostgresLog.Source(await TestPostgres.NewDatabase());
        await Control.Create(database, default);
        var rig = new ReportRig(database, await TestLog.Open(database), read is [] ? Reports : ["access", .. read]);
        await rig.Tell(
        [
            new(StreamName.Of("user", Story.Guid(99)), new UserRegistered("The manager", UserRole.Manager, null, null), DateTimeOffset.UnixEpoch, Actor.Person(Story.Id<UserId>(99)), null),
            new(StreamName.Of("token", Story.Guid(99)), new TokenIssued(Story.Id<UserId>(99), Sha256(Token), "test"), DateTimeOffset.UnixEpoch, Actor.Person(Story.Id<UserId>(99)), null),
        ]);
        await rig.Start();
        return rig;
    }

    /// <summary>Another one with the same facts, each recorded at the instant said.</summary>
    public async Task<ReportRig> Recorded(Func<CanonicalFact, DateTimeOffset> at)
    {
        if (!TestLog.TakesFactsOfOthers) Assert.Skip("On a real server a log cannot take over what another one encrypted.");
        var database = PostgresLog.Source(await TestPostgres.NewDatabase());
        await Control.Create(database, default);
        var rig = new ReportRig(database, await TestLog.Open(database), _read);
        await (await SubjectKeys.Open(database, default)).CopyFrom(await SubjectKeys.Open(Database, default), default);
        await rig.Log.Extend(await Log.ReadCanonical(LogPosition.Start, default).Select(fact => fact with { RecordedAt = at(fact) }).ToListAsync(), default);
        await rig.Start();
        return rig;
    }

    public async Task Tell(IEnumerable<Told> story)
    {
        foreach (var stream in story.GroupBy(told => told.Stream))
        {
            var revision = -1L;
            await foreach (var known in Log.ReadStream(stream.Key, 0, default)) revision = known.Revision;
            await Log.Append(stream.Key, revision < 0 ? ExpectedRevision.NoStream : ExpectedRevision.At(revision), [.. stream.Select(ToNew)], default);
        }
    }

    /// <summary>Makes what is asked be read from new builds of what is in the log, or in another one.</summary>
    public async Task Build(IEventLog? log = null, string zone = "Etc/UTC", string? definition = null)
    {
        var settings = new BuildSettings(zone, await DefinitionBooks.Read(Log, default)) { Chosen = definition is null ? null : DefinitionId.Parse(definition) };
        var builds = await new Builder(log ?? Log, Database).Build(ProjectionCatalog.Of(_read, ProjectionCatalog.WithLeaves), settings, publish: true, default);
        await using var connection = await Database.OpenConnectionAsync();
        foreach (var build in builds) await Control.Publish(connection, build, default);
    }

    /// <summary>A report as JSON.</summary>
    public Task<JsonObject> Get(string report) => Ask($"/api/reports/{report}");

    /// <summary>A comparison of a report as JSON.</summary>
    public Task<JsonObject> Compare(string report) => Ask($"/api/compare/{report}");

    private async Task<JsonObject> Ask(string path)
    {
        using var response = await Send(HttpMethod.Get, path);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, string? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(new Uri(_app.Urls.Single()), path));
        request.Headers.Authorization = new("Bearer", Token);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        await Log.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>Has a definition in the log, under the next version of its report.</summary>
    public Task Propose(params Definition[] definitions) => Tell(definitions.GroupBy(definition => definition.Report).SelectMany(report => report.Select((definition, i) => new Told(
        DefinitionBooks.StreamOf(report.Key), new DefinitionProposed(i + 2, definition, "what if", Story.Id<UserId>(99)), DateTimeOffset.UnixEpoch, Actor.Person(Story.Id<UserId>(99)), null))));

    /// <summary>A build under a definition that was proposed, up to the head of the log.</summary>
    public async Task Candidate(Definition definition)
    {
        var book = await DefinitionBooks.Read(Log, default);
        var version = Enumerable.Range(2, 20).First(version => book.Get<Definition>(new(definition.Report, version)).Equals(definition));
        var settings = new BuildSettings("Etc/UTC", book) { Chosen = new(definition.Report, version) };
        var source = ProjectionCatalog.All.Single(source => source.Report == definition.Report);
        Candidates.Add((await new Builder(Log, Database).Build([source], settings, publish: false, default)).Single().Name);
    }

    private async Task Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IEventLog>(Log).AddCrmApi(Database, _ => Task.FromResult<IReadOnlyList<string>>([]), ProjectionCatalog.FoldApart);
        _app = builder.Build();
        _app.MapCrmApi();
        await _app.StartAsync();
    }

    private static IEnumerable<Told> Published(Definition definition)
    {
        var (author, by) = (Story.Id<UserId>(99), Actor.Person(Story.Id<UserId>(99)));
        DefinitionFact[] facts = [new DefinitionProposed(2, definition, "a test", author), new DefinitionApproved(2, "a test", author), new DefinitionPublished(2, "a build", "a test")];
        return facts.Select(fact => new Told(DefinitionBooks.StreamOf(definition.Report), fact, DateTimeOffset.UnixEpoch, by, null));
    }

    private static NewFact ToNew(Told told) => new(Guid.NewGuid(), told.Fact, new()
    {
        CorrelationId = Guid.NewGuid(),
        HappenedAt = told.At,
        Actor = told.Actor,
        RecordedBy = new(RecorderKind.Program, "tests"),
        Customer = told.Customer,
    });

    private static string Sha256(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

/// <summary>Rows as lines: the fields named, joined by blanks, ids as #1, null as a dash.</summary>
internal static class Lines
{
    public static IEnumerable<string> Of(this JsonNode? rows, params string[] fields) =>
        rows!.AsArray().Select(row => string.Join(' ', fields.Select(field => Show(row![field]))));

    public static string Show(JsonNode? value) => value?.ToString() switch
    {
        null => "-",
        var text when text.EndsWith("-0000-0000-0000-000000000000", StringComparison.Ordinal) => $"#{Convert.ToInt32(text[..8], 16)}",
        var text when DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", null, default, out var at) => (at - Story.Day(0)).TotalDays.ToString(System.Globalization.CultureInfo.InvariantCulture),
        var text => text,
    };
}
