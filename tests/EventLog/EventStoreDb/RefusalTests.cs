using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.Tests.Contract;
using EventSourcedCrm.EventStoreServer;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

/// <summary>What cannot work says what to do.</summary>
public sealed class RefusalTests(EventStoreRig rig) : IClassFixture<EventStoreRig>
{
    [Theory]
    [InlineData("20.10.4", "older than EventStoreDB 21.10")]
    [InlineData("21.10.9", "EventStoreDB 21.10.9")]
    [InlineData("22.6.0", "upgrade the server")]
    public async Task A_server_that_is_too_old(string version, string said)
    {
        await using var server = await TestServer.Start(new() { Version = version });
        await Refused(server.ConnectionString, said);
        await Refused(server.Cluster.ConnectionString, said);
    }

    [Theory]
    [InlineData("22.10.0")]
    [InlineData("25.1.0")]
    public async Task One_that_is_not(string version)
    {
        await using var server = await TestServer.Start(new() { Version = version });
        await using var log = await rig.Open(server.ConnectionString);
    }

    [Theory]
    [InlineData("23.10.0")]
    [InlineData("26.1.0")]
    public async Task A_position_that_the_log_never_gave(string version)
    {
        await using var server = await TestServer.Start(new() { Version = version });
        var time = new ManualTime();
        await using var log = await rig.Open(server.ConnectionString, time);
        var appended = await log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Fact());
        var read = log.All(LogPosition.At((long)appended.Position.Commit - 1));
        await time.Until(() => read.IsCompleted);
        (await Should.ThrowAsync<NoSuchPositionException>(read)).Message.ShouldContain("none that the log gave");
    }

    [Theory]
    [InlineData("admin:wrong@", "does not accept user \"admin\": check user:password@")]
    [InlineData("", "a caller without user and password")]
    [InlineData("clerk:secret@", "may read $all")]
    public async Task Credentials_that_do_not_fit(string credentials, string said)
    {
        await using var server = await TestServer.Start(new() { Users = [new("admin", "changeit"), new("clerk", "secret", IsAdministrator: false)] });
        await using (await rig.Open(server.ConnectionString)) { }
        await Refused($"esdb://{credentials}127.0.0.1:{server.Port}?tls=false", said);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_or_bears_another_name()
    {
        await using var server = await TestServer.Start(new() { Tls = true });
        await using (await rig.Open(server.ConnectionString)) { }
        await using (await rig.Open($"esdb://localhost:{server.Port}?tlsVerifyCert=false")) { }
        await Refused($"esdb://localhost:{server.Port}", "tlsCaFile=");
        await Refused($"esdb://[::ffff:127.0.0.1]:{server.Port}?tlsCaFile={server.Cluster.CaFile}", "RemoteCertificateNameMismatch");
        await Refused($"esdb://localhost:{server.Port}?tlsCaFile=/no/such/file.pem", "/no/such/file.pem");
    }

    [Fact]
    public async Task Tls_with_a_server_that_has_none_and_none_with_one_that_wants_it()
    {
        await using var plain = await TestServer.Start();
        await Refused($"esdb://127.0.0.1:{plain.Port}", "tls=false");
        await using var secure = await TestServer.Start(new() { Tls = true });
        await Refused($"esdb://localhost:{secure.Port}?tls=false&maxDiscoverAttempts=1", "host, port and tls");
    }

    [Fact]
    public async Task A_host_that_does_not_exist_or_does_not_answer()
    {
        await Refused("esdb://no-such-host.invalid?tls=false&maxDiscoverAttempts=2", "There is no host no-such-host.invalid");
        var server = await TestServer.Start();
        await server.DisposeAsync();
        await Refused($"esdb://127.0.0.1:{server.Port}?tls=false&maxDiscoverAttempts=2", "Nothing usable answers");
    }

    [Fact]
    public async Task An_append_that_is_too_large_leaves_nothing()
    {
        await using var server = await TestServer.Start(new() { MaxAppendSize = 1_000 });
        await using var log = await rig.Open(server.ConnectionString);
        var large = await Should.ThrowAsync<EventStoreException>(async () => await log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(200)));
        large.Message.ShouldContain("1000 bytes");
        large.Message.ShouldContain("append fewer facts");
        (await log.All()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_position_of_another_log()
    {
        await using var server = await TestServer.Start();
        await using var log = await rig.Open(server.ConnectionString);
        await log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Fact());
        var beyond = LogPosition.At(1_000_000_000);
        (await Should.ThrowAsync<LogCorruptedException>(() => log.All(beyond))).Message.ShouldContain("another log, or an older copy of it");
        await Should.ThrowAsync<LogCorruptedException>(async () => await log.ReadCanonical(beyond, CancellationToken.None).FirstOrDefaultAsync());
        await Should.ThrowAsync<LogCorruptedException>(async () => await log.Subscribe(beyond, CancellationToken.None).FirstOrDefaultAsync());
    }

    private async Task Refused(string connectionString, string said) =>
        (await Should.ThrowAsync<EventStoreException>(() => rig.Open(connectionString))).Message.ShouldContain(said);
}
