using EventSourcedCrm.EventStoreServer.Grpc;

namespace EventSourcedCrm.EventStoreServer.Faults;

/// <summary>Carries a fault out.</summary>
internal static class Strike
{
    /// <summary>Returns if nothing is to go wrong now, or the fault lets the call go on.</summary>
    public static Task At(Moment moment, GrpcCall call, TestServer node) =>
        node.Faults.Draw(moment) is { } fault ? With(fault, call, node) : Task.CompletedTask;

    private static async Task With(Fault fault, GrpcCall call, TestServer node)
    {
        await call.Responses.Flush(call.Ended);
        switch (fault)
        {
            case Fault.NotLeader: throw node.NotLeader(node.Cluster.SomeoneElse(node));
            case Fault.NotLeaderNamingItself: throw node.NotLeader(node);
            case Fault.Unavailable: throw Refusal.NotReady();
            case Fault.TimedOut: throw Refusal.TimedOut();
            case Fault.DeadlineExceeded: throw Refusal.Overdue();
            case Fault.ConsumerTooSlow: throw Refusal.TooSlow();
            case Fault.Slow: await Task.Delay(node.Options.Slowness, node.Options.Clock, call.Ended); break;
            case Fault.Silence: await Task.Delay(Timeout.Infinite, call.Ended); break;
            case Fault.Shreds: call.Responses.Shreds = true; break;
            case Fault.UnknownCheckpoint: call.Write(Checkpoint(ulong.MaxValue)); break;
            case Fault.CheckpointGoingBack: call.Write(Checkpoint(0)); break;
            default: await EndCall(fault, call); throw new CallEnded();
        }
    }

    private static async Task EndCall(Fault fault, GrpcCall call)
    {
        if (fault == Fault.CutConnection) call.CutConnection();
        else if (fault == Fault.Reset) call.Reset();
        else if (fault == Fault.EndWithoutStatus) await call.EndWithoutStatus();
        else await call.End();
    }

    private static ReadResp Checkpoint(ulong position) => new() { Checkpoint = new() { CommitPosition = position, PreparePosition = position } };
}
