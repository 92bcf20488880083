using System.Security.Cryptography;
using System.Text;
using EventSourcedCrm.Api;
using EventSourcedCrm.Domain.Organisations;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tokens;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.Projections;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

[assembly: AssemblyFixture(typeof(EventSourcedCrm.Tests.Api.RunningApi))]

namespace EventSourcedCrm.Tests.Api;

/// <summary>The whole API on a free loopback port, over a real log and live projections, with one user and token of each role.</summary>
public class RunningApi : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private WebApplication _app = null!;
    private Task _work = Task.CompletedTask;

    public Uri Address { get; private set; } = null!;

    /// <summary>Where the database is, with the password.</summary>
    public string ConnectionString { get; private set; } = null!;

    public NpgsqlDataSource Database { get; private set; } = null!;

    public ILogStore Log { get; private set; } = null!;

    /// <summary>What the host would say against serving requests.</summary>
    public IReadOnlyList<string> NotReady { get; set; } = [];

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await TestPostgres.NewDatabase();
        Database = PostgresLog.Source(ConnectionString);
        await Control.Create(Database, default);
        Log = await TestLog.Open(Database);
        foreach (var role in Enum.GetValues<UserRole>()) await AddUser(role);
        await Prepare();
        _work = await Project(ProjectionCatalog.Of(Projections, ProjectionCatalog.WithLeaves));

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IEventLog>(Log).AddCrmApi(Database, _ => Task.FromResult(NotReady), ProjectionCatalog.FoldApart);
        _app = builder.Build();
        _app.MapCrmApi();
        _app.MapGet("/fails", string () => throw new InvalidOperationException("secret inside"));
        await _app.StartAsync();
        Address = new(_app.Urls.Single());
    }

    /// <summary>The id of the user who has the role.</summary>
    public static UserId User(UserRole role) => new(new Guid((int)role + 1, 0, 0, new byte[8]));

    public static string Token(UserRole role) => $"token-of-{role}".ToLowerInvariant();

    /// <summary>The projection of the hashes of facts, for a log that keeps none itself.</summary>
    public static IReadOnlyList<string> Leaves => TestLog.IsEventStore ? ["log_leaves"] : [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _app.DisposeAsync();
        await Log.DisposeAsync();
        await Database.DisposeAsync();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What is kept current.</summary>
    protected virtual IReadOnlyList<string> Projections =>
        ["access", "appeal_queue", "card_history", "contact_list", "customer_directory", "deal_board", "registries", .. Leaves];

    /// <summary>What is recorded before the API is up.</summary>
    protected virtual Task Prepare() =>
        Append(new("organisation"), UserRole.Admin, new OrganisationEstablished("The organisation", BuildSettings.Default.Zone, "EUR"));

    // Building and publishing come first, so that everything appended so far is shown once the API is up.
    private async Task<Task> Project(IReadOnlyList<ProjectionSource> projections)
    {
        await using var connection = await Database.OpenConnectionAsync();
        foreach (var build in await new Builder(Log, Database).Build(projections, BuildSettings.Default, publish: true, default))
            await Control.Publish(connection, build, default);
        return new ProjectionEngine(Log, Database, projections, NullLogger<ProjectionEngine>.Instance).Run(_stop.Token);
    }

    private async Task AddUser(UserRole role)
    {
        await Append(StreamName.Of("user", User(role).Value), role, new UserRegistered($"The {role}", role, null, null));
        await Append(StreamName.Of("token", Guid.NewGuid()), role, new TokenIssued(User(role), Sha256(Token(role)), "test"));
        await Append(StreamName.Of("token", Guid.NewGuid()), role, new TokenIssued(User(role), Sha256("revoked-" + Token(role)), "test"), new TokenRevoked());
    }

    private async Task Append(StreamName stream, UserRole role, params IFact[] facts)
    {
        var metadata = new FactMetadata
        {
            CorrelationId = Guid.NewGuid(),
            HappenedAt = DateTimeOffset.UnixEpoch,
            Actor = Actor.Person(User(role)),
            RecordedBy = new(RecorderKind.Program, "tests"),
        };
        await Log.Append(stream, ExpectedRevision.NoStream, [.. facts.Select(fact => new NewFact(Guid.NewGuid(), fact, metadata))], default);
    }

    private static string Sha256(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
