using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.EventStoreDb.Grpc;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

public sealed class ConnectionStringTests
{
    [Fact]
    public void One_host_is_used_as_it_is_with_the_official_defaults()
    {
        var settings = EventStoreSettings.Parse("esdb://localhost");
        settings.Hosts.ShouldBe([new("localhost", 2113)]);
        (settings.Discover, settings.Tls, settings.TlsVerifyCert, settings.User).ShouldBe((false, true, true, null));
        (settings.NodePreference, settings.MaxDiscoverAttempts).ShouldBe((NodePreference.Leader, 10));
        (settings.KeepAliveInterval, settings.DefaultDeadline).ShouldBe((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData("esdb+discover://cluster.example:2114", true)]
    [InlineData("kurrentdb://a,b:99,c", true)]
    [InlineData("KDB://a", false)]
    [InlineData("kurrent+Discover://a/", true)]
    public void Several_hosts_or_the_word_discover_mean_a_cluster(string text, bool discover) =>
        EventStoreSettings.Parse(text).Discover.ShouldBe(discover);

    [Fact]
    public void Credentials_may_hold_any_character_percent_encoded_and_are_not_shown()
    {
        var settings = EventStoreSettings.Parse("esdb://b%40n:p%3A%2F%3F%40@[::1]:1234,10.0.0.1/?tls=false");
        (settings.User, settings.Password).ShouldBe(("b@n", "p:/?@"));
        settings.Hosts.ShouldBe([new("::1", 1234), new("10.0.0.1", 2113)]);
        settings.Hosts[0].ToString().ShouldBe("[::1]:1234");
        settings.ToString().ShouldNotContain("p:/?@");
    }

    [Fact]
    public void Options_are_read_whatever_their_case()
    {
        var settings = EventStoreSettings.Parse("esdb://a?TLS=False&nodepreference=READONLYREPLICA&keepAliveInterval=-1&gossipTimeout=250&tlsCaFile=/etc/ca.pem");
        (settings.Tls, settings.NodePreference, settings.KeepAliveInterval).ShouldBe((false, NodePreference.ReadOnlyReplica, Timeout.InfiniteTimeSpan));
        (settings.GossipTimeout, settings.TlsCaFile).ShouldBe((TimeSpan.FromMilliseconds(250), "/etc/ca.pem"));
    }

    [Fact]
    public void Connections_are_kept_awake_and_there_may_be_many()
    {
        using var handler = Tls.Handler(EventStoreSettings.Parse("esdb://a?keepAliveInterval=3000&keepAliveTimeout=4000"));
        (handler.KeepAlivePingDelay, handler.KeepAlivePingTimeout).ShouldBe((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4)));
        (handler.KeepAlivePingPolicy, handler.EnableMultipleHttp2Connections).ShouldBe((HttpKeepAlivePingPolicy.Always, true));
    }

    [Theory]
    [InlineData("http://localhost:2113", "must look like esdb://")]
    [InlineData("esdb://admin@localhost", "user:password")]
    [InlineData("esdb://", "is no host")]
    [InlineData("esdb://a,,b", "is no host")]
    [InlineData("esdb://::1", "[brackets]")]
    [InlineData("esdb://a:port", "1 to 65535")]
    [InlineData("esdb://a:0", "1 to 65535")]
    [InlineData("esdb://a?tls", "key=value")]
    [InlineData("esdb://a?tls=maybe", "tls must be true or false")]
    [InlineData("esdb://a?tls=true&TLS=true", "given twice")]
    [InlineData("esdb://a?speed=high", "there is no option speed")]
    [InlineData("esdb://a?keepAliveInterval=10", "at least 1000")]
    [InlineData("esdb://a?nodePreference=1", "leader, follower")]
    [InlineData("esdb://a?userCertFile=x", "give both or neither")]
    public void What_cannot_be_read_is_named_with_what_to_write_instead(string text, string said) =>
        Should.Throw<EventStoreException>(() => EventStoreSettings.Parse(text)).Message.ShouldContain(said);
}
