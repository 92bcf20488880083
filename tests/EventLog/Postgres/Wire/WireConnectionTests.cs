using System.Net;
using System.Net.Sockets;
using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Postgres.Wire;
using EventSourcedCrm.Tests.Shared;

namespace EventSourcedCrm.EventLog.Tests.Postgres.Wire;

public sealed class WireConnectionTests
{
    [Fact]
    public async Task What_PostgreSQL_refuses_leaves_the_connection_as_it_was()
    {
        using var connection = new WireConnection(await Address());
        Should.Throw<WireRefusedException>(() => connection.Prepare(0, "nonsense", [])).Message.ShouldContain("syntax error");
        connection.Prepare(1, "create table counted as select n from generate_series(1, $1) n", [WireType.Long]);
        connection.Message.BeginExecute(1, 1);
        connection.Message.Add(7);
        connection.Message.EndExecute();
        connection.Send();
        connection.Receive().ShouldBe(7);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_left_to_Npgsql_to_explain()
    {
        var address = await Address() with { Password = "wrong" };
        Should.Throw<WireRefusedException>(() => new WireConnection(address)).Message.ShouldContain("password authentication failed");
        AllOrNothingByWire.TryOpen(address).ShouldBeNull();
    }

    /// <summary>Ready for a connection after it was asked to show that it knows the password, and has not.</summary>
    [Fact]
    public async Task A_server_that_leaves_out_to_show_that_it_knows_the_password_is_refused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var impostor = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            var (stream, ignored) = (client.GetStream(), new byte[4096]);
            await stream.ReadAtLeastAsync(ignored, 1);
            await stream.WriteAsync((byte[])[(byte)'R', 0, 0, 0, 23, 0, 0, 0, 10, .. "SCRAM-SHA-256\0\0"u8]);
            await stream.ReadAtLeastAsync(ignored, 1);
            await stream.WriteAsync((byte[])[(byte)'R', 0, 0, 0, 8, 0, 0, 0, 0, (byte)'Z', 0, 0, 0, 5, (byte)'I']);
            await stream.ReadAtLeastAsync(ignored, 1, throwOnEndOfStream: false); // until it is left
        });
        var address = await Address() with { Server = (IPEndPoint)listener.LocalEndpoint };
        Should.Throw<WireRefusedException>(() => new WireConnection(address));
        await impostor.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task<WireAddress> Address() => WireAddress.Of(await TestPostgres.NewDatabase()).ShouldNotBeNull();
}
