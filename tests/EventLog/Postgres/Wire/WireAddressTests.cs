using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Postgres.Wire;

namespace EventSourcedCrm.EventLog.Tests.Postgres.Wire;

public sealed class WireAddressTests
{
    private const string OfThisMachine = "Host=127.0.0.1;Port=5433;Database=crm;Username=ann;Password=secret;SSL Mode=Disable";

    [Fact]
    public async Task The_server_of_this_machine_is_spoken_to()
    {
        await using var source = PostgresLog.Source(OfThisMachine);
        var address = WireAddress.Of(source.ConnectionString).ShouldNotBeNull();
        address.Server.ToString().ShouldBe("127.0.0.1:5433");
        address.ShouldBe(new(address.Server, "crm", "ann", "secret", "-c enable_seqscan=off"));
    }

    [Theory]
    [InlineData("Host=db.example.com;Port=5433;Database=crm;Username=ann;Password=secret;SSL Mode=Disable")]
    [InlineData("Host=10.0.0.7;Port=5433;Database=crm;Username=ann;Password=secret;SSL Mode=Disable")]
    [InlineData("Host=127.0.0.1,127.0.0.2;Database=crm;Username=ann;Password=secret;SSL Mode=Disable")]
    [InlineData("Host=[::1]:5433;Database=crm;Username=ann;Password=secret;SSL Mode=Disable")]
    [InlineData("Host=/run/postgresql;Database=crm;Username=ann;Password=secret;SSL Mode=Disable")]
    [InlineData("Host=127.0.0.1;Database=crm;Username=ann;Password=secret")]
    [InlineData("Host=127.0.0.1;Database=crm;Username=ann;SSL Mode=Disable")]
    [InlineData("Host=127.0.0.1;Database=crm;Username=ann;Password=secret;SSL Mode=Disable;Search Path=elsewhere")]
    public void Whoever_asks_for_more_is_left_to_Npgsql(string connectionString) => WireAddress.Of(connectionString).ShouldBeNull();
}
