using System.Net;
using System.Net.Sockets;
using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.EventStoreDb.Grpc;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

/// <summary>How the end of a call is understood.</summary>
public sealed class OutcomeTests
{
    private static readonly Endpoint Node = new("node1", 2113);

    [Fact]
    public void A_refusal_without_a_message_carries_its_trailers_as_headers()
    {
        var refused = Refused(HttpStatusCode.OK, ("grpc-status", "5"), ("grpc-message", "Leader%20info%20available"),
            ("exception", "not-leader"), ("leader-endpoint-host", "node2"), ("leader-endpoint-port", "2114"));

        (refused.Status, refused.Detail).ShouldBe((GrpcStatus.NotFound, "Leader info available"));
        refused.Leader.ShouldBe(new Endpoint("node2", 2114));
        (refused.NotLeader, refused.Passes, refused.NodeIsDoubtful).ShouldBe((true, true, true));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "Unauthenticated", false)]
    [InlineData(HttpStatusCode.NotFound, "Unimplemented", false)]
    [InlineData(HttpStatusCode.BadGateway, "Unavailable", true)]
    [InlineData(HttpStatusCode.OK, "Unknown", true)]
    public void Something_else_than_the_server_answers(HttpStatusCode code, string status, bool passes)
    {
        var refused = Refused(code);
        (refused.Status.ToString(), refused.Passes).ShouldBe((status, passes));
    }

    [Fact]
    public void An_end_without_a_status_is_a_broken_call()
    {
        using var response = new HttpResponseMessage();
        var broken = Should.Throw<GrpcException>(() => GrpcOutcome.ThrowUnlessOk(Node, response.TrailingHeaders));
        (broken.Status, broken.Transport, broken.Passes).ShouldBe((GrpcStatus.Unavailable, true, true));
    }

    [Theory]
    [InlineData(0x7, "Unavailable")]
    [InlineData(0x8, "Cancelled")]
    [InlineData(0xb, "ResourceExhausted")]
    [InlineData(0x2, "Internal")]
    public void A_reset_says_why_and_passes(long code, string status)
    {
        var reset = GrpcOutcome.Of(Node, new HttpRequestException("", new HttpProtocolException(code, "", null))).ShouldNotBeNull();
        (reset.Status.ToString(), reset.Transport, reset.Passes).ShouldBe((status, true, true));
    }

    /// <summary>A connection that is cut while it is being made is told by the socket itself.</summary>
    [Fact]
    public void A_connection_cut_at_its_beginning_passes()
    {
        var cut = GrpcOutcome.Of(Node, new SocketException((int)SocketError.NotConnected)).ShouldNotBeNull();
        (cut.Status, cut.Transport, cut.Passes, cut.NodeIsDoubtful).ShouldBe((GrpcStatus.Unavailable, true, true, true));
    }

    [Theory]
    [InlineData("3", "maximum-append-size-exceeded", false)]
    [InlineData("7", "access-denied", false)]
    [InlineData("9", "stream-deleted", false)]
    [InlineData("10", null, true)]
    [InlineData("14", null, true)]
    [InlineData("2", null, true)]
    [InlineData("13", null, false)]
    [InlineData("99", null, true)]
    public void Only_what_may_pass_is_tried_again(string status, string? kind, bool passes) =>
        Refused(HttpStatusCode.OK, kind is null ? [("grpc-status", status)] : [("grpc-status", status), ("exception", kind)]).Passes.ShouldBe(passes);

    [Fact]
    public void A_slow_consumer_and_a_late_answer_are_known_by_their_words()
    {
        Refused(HttpStatusCode.OK, ("grpc-status", "10"), ("grpc-message", "Operation timed out: Consumer too slow to handle event while live.")).ConsumerTooSlow.ShouldBeTrue();
        Refused(HttpStatusCode.OK, ("grpc-status", "14"), ("grpc-message", "Deadline Exceeded")).Status.ShouldBe(GrpcStatus.DeadlineExceeded);
    }

    private static GrpcException Refused(HttpStatusCode code, params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage(code) { Content = new StringContent("") };
        foreach (var (name, value) in headers) response.Headers.Add(name, value);
        return Should.Throw<GrpcException>(() => GrpcOutcome.ThrowIfRefused(Node, response));
    }
}
