using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Storage;
using EventSourcedCrm.EventStoreServer.Tests.Shared;
using static EventSourcedCrm.EventStoreServer.Tests.Shared.Requests;

namespace EventSourcedCrm.EventStoreServer.Tests;

public sealed class AccessTests : ServerSpec
{
    protected override TestServerOptions Options => new() { Tls = true, Users = [new("admin", "changeit"), new("clerk", "clerk", IsAdministrator: false)] };

    [Fact]
    public async Task A_wrong_password_is_unauthenticated_whatever_is_called()
    {
        Client.LogIn("admin", "wrong");

        var reply = await Client.Call("/event_store.client.gossip.Gossip/Read", ClusterInfo.Parser, new Empty());

        (reply.Status, reply.IsTrailersOnly).ShouldBe((StatusCode.Unauthenticated, true));
    }

    [Fact]
    public async Task Nobody_may_append_but_anybody_may_ask_for_gossip()
    {
        (await Client.Append("a", Expected.Any, 1)).Trailers["exception"].ShouldBe("access-denied");
        (await Client.Call("/event_store.client.gossip.Gossip/Read", ClusterInfo.Parser, new Empty())).Status.ShouldBe(StatusCode.Ok);
    }

    [Fact]
    public async Task Only_an_administrator_may_read_the_log_and_the_system_streams()
    {
        Client.LogIn("clerk", "clerk");
        (await Client.Append("a", Expected.Any, 1)).Status.ShouldBe(StatusCode.Ok);
        (await Client.Read(All())).Status.ShouldBe(StatusCode.PermissionDenied);

        Client.LogIn("admin", "changeit");
        (await Client.Read(All())).Status.ShouldBe(StatusCode.Ok);
    }

    [Fact]
    public async Task The_certificate_is_signed_by_the_authority_in_the_connection_string()
    {
        Server.ConnectionString.ShouldContain($"tlsCaFile={Server.Cluster.CaFile}");
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(Server.Cluster.CaFile!);
        using var socket = new TcpClient("127.0.0.1", Server.Port);
        await using var tls = new SslStream(socket.GetStream());

        await tls.AuthenticateAsClientAsync(new() { TargetHost = "localhost", CertificateChainPolicy = policy, ApplicationProtocols = [SslApplicationProtocol.Http2] }, default);

        tls.NegotiatedApplicationProtocol.ShouldBe(SslApplicationProtocol.Http2);
    }
}
