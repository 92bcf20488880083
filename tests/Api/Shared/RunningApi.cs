using System.Security.Cryptography;
using System.Text;
using Dapper;
using EventSourcedCrm.Api;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.Projections.Customers;
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

/// <summary>The whole API on a free loopback port, over a real log and real tables, with one user and token of each role.</summary>
public sealed class RunningApi : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private WebApplication _app = null!;
    private Task _work = Task.CompletedTask;

    public Uri Address { get; private set; } = null!;

    public NpgsqlDataSource Database { get; private set; } = null!;

    public PostgresLog Log { get; private set; } = null!;

    /// <summary>What the host would say against serving requests.</summary>
    public IReadOnlyList<string> NotReady { get; set; } = [];

    public async ValueTask InitializeAsync()
    {
        Database = PostgresLog.Source(await TestPostgres.NewDatabase());
        await Control.Create(Database, default);
        await MakeAccessTable();
        Log = await PostgresLog.Open(Database, new FactCodec(await SubjectKeys.Open(Database, default)), default);
        foreach (var role in Enum.GetValues<UserRole>()) await AddUser(role);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IEventLog>(Log).AddCrmApi(Database, _ => Task.FromResult<IReadOnlyList<string>>(NotReady));
        _app = builder.Build();
        _app.MapCrmApi();
        _app.MapGet("/fails", string () => throw new InvalidOperationException("secret inside"));
        await _app.StartAsync();
        _work = Work(new(_ => new CustomerDirectory()));
        Address = new(_app.Urls.Single());
    }

    /// <summary>The id of the user who has the role.</summary>
    public static UserId User(UserRole role) => new(new Guid((int)role + 1, 0, 0, new byte[8]));

    public static string Token(UserRole role) => $"token-of-{role}".ToLowerInvariant();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        await _app.DisposeAsync();
        await Log.DisposeAsync();
        await Database.DisposeAsync();
    }

    private Task Work(ProjectionSource projection) =>
        new Worker(projection, Log, Database, _ => Task.FromResult(BuildSettings.Default), NullLogger.Instance).Run(_stop.Token);

    private async Task MakeAccessTable()
    {
        await using var connection = await Database.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            create schema access_b1;
            create table access_b1.token (
                token_id uuid primary key, sha256 text, user_id uuid, user_name text, role text, revoked boolean, label text);
            insert into control.build (build, projection, version, zone, tz_version, state) values ('access_b1', 'access', 1, 'Etc/UTC', 'none', 'live');
            insert into control.checkpoint (build) values ('access_b1');
            insert into control.live (projection, build) values ('access', 'access_b1');
            """);
    }

    private async Task AddUser(UserRole role)
    {
        var metadata = new FactMetadata
        {
            CorrelationId = Guid.NewGuid(),
            HappenedAt = DateTimeOffset.UnixEpoch,
            Actor = Actor.Person(User(role)),
            RecordedBy = new(RecorderKind.Program, "tests"),
        };
        await Log.Append(StreamName.Of("user", User(role).Value), ExpectedRevision.NoStream,
            [new(Guid.NewGuid(), new UserRegistered($"The {role}", role, null, null), metadata)], default);
        await using var connection = await Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into access_b1.token values (@Id, @Hash, @User, @Name, @Role, @Revoked, 'test')",
            new[]
            {
                new { Id = Guid.NewGuid(), Hash = Sha256(Token(role)), User = User(role).Value, Name = $"The {role}", Role = role.ToString().ToLowerInvariant(), Revoked = false },
                new { Id = Guid.NewGuid(), Hash = Sha256("revoked-" + Token(role)), User = User(role).Value, Name = $"The {role}", Role = role.ToString().ToLowerInvariant(), Revoked = true },
            });
    }

    private static string Sha256(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
