using EventSourcedCrm.EventStoreServer.Faults;
using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Storage;

namespace EventSourcedCrm.EventStoreServer.Streams;

/// <summary>A stretch of the log, or of one stream: from one place to another, both included, in steps of 1 or −1.</summary>
internal sealed record Stretch(string? Stream, long From, int Step, long To);

/// <summary>Sends a stretch page by page, as a server does.</summary>
internal static class Page
{
    private const int Size = 256;

    public static async Task Send(TestServer node, GrpcCall call, Stretch stretch, ulong count, Action<StoredEvent> write, Filter? filter = null)
    {
        var page = new StoredEvent[Size];
        while (count > 0)
        {
            var read = node.Storage.Copy(stretch, page);
            if (read == 0) return;

            foreach (var stored in page.AsSpan(0, read))
            {
                if (count == 0 || filter?.Matches(stored) == false) continue;
                write(stored);
                count--;
            }
            stretch = stretch with { From = stretch.From + read * stretch.Step };
            await call.Responses.FlushWhenMuch(call.Ended);
            await Strike.At(Moment.Reading, call, node);
        }
    }
}
