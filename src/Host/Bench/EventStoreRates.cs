using System.Diagnostics;
using System.Net;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.EventStoreDb.Grpc;
using EventSourcedCrm.EventLog.EventStoreDb.Messages;
using EventSourcedCrm.EventLog.Serialization;
using Google.Protobuf;

namespace EventSourcedCrm.Host.Bench;

/// <summary>
/// Our client of EventStoreDB beside a bare loop that sends the same prepared bytes to the same server, and parses the messages that come
/// back and drops them.
/// </summary>
internal sealed class EventStoreRates : IAsyncDisposable
{
    private const int FactsACall = 500, CallsATurn = 20, WarmUps = 12, Turns = 25;

    /// <summary>A copy of a log reads on and on: how it begins, and what it reads ahead in vain at the end, must not weigh much.</summary>
    private const int FactsReadATurn = 100_000;

    private readonly EventStoreSettings _settings;
    private readonly EventStoreLog _log;
    private readonly HttpMessageInvoker _bare;
    private readonly IReadOnlyList<EncodedFact> _facts;
    private readonly LogPosition _start;

    private EventStoreRates(EventStoreSettings settings, EventStoreLog log, IReadOnlyList<EncodedFact> facts, LogPosition start)
    {
        (_settings, _log, _facts, _start) = (settings, log, facts, start);
        _bare = new(Tls.Handler(settings));
    }

    private string Address => $"{(_settings.Tls ? "https" : "http")}://{_settings.Hosts[0]}";

    public static async Task<IReadOnlyList<Figure>> Measure(Ground ground, string address, CancellationToken ct)
    {
        var codec = new FactCodec(ground.Storage.Keys);
        var (stream, _) = ground.AnyContact();
        var facts = await codec.Encode(stream, [.. Enumerable.Range(0, FactsACall).Select(_ => ground.AnyContact().Fact)], ct);
        var log = await EventStoreLog.Open(address, codec, ct);
        await using var rates = new EventStoreRates(EventStoreSettings.Parse(address), log, facts, await log.Head(ct));
        var appends = await Rounds.Measure(WarmUps, Turns, () => rates.Append(ct), () => rates.BareAppend(ct));
        var reads = await Rounds.Measure(WarmUps, Turns, () => rates.Read(ct), () => rates.BareRead(ct));
        return [Told($"EventStoreDB append, {FactsACall} facts a call, one writer", appends, 50_000), Told("EventStoreDB read of $all", reads, 80_000)];
    }

    public async ValueTask DisposeAsync()
    {
        _bare.Dispose();
        await _log.DisposeAsync();
    }

    private static Figure Told(string name, Beside measured, double least) => new(name, measured.Value, "facts/s")
    {
        Raw = measured.Raw,
        RawIs = "bare loop, the same bytes, answers parsed",
        Ratio = measured.Ratio,
        Target = $"≥ {least:N0} and ≥ 0.8 × raw",
        Met = measured.Value >= least && measured.Ratio >= 0.8,
    };

    /// <summary>From stored bytes to the answer: what the log does beyond encoding, which is the same for every log.</summary>
    private async Task<double> Append(CancellationToken ct)
    {
        var streams = Streams();
        var started = Stopwatch.GetTimestamp();
        foreach (var stream in streams) await _log.Append(stream, ExpectedRevision.NoStream, _facts, ct);
        return CallsATurn * FactsACall / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private async Task<double> BareAppend(CancellationToken ct)
    {
        var requests = Streams().Select(stream => Whole(Requests.Append(stream, ExpectedRevision.NoStream, _facts))).ToList();
        var started = Stopwatch.GetTimestamp();
        foreach (var request in requests) await Bare(Methods.Append.Path, AppendResp.Parser, request, ct);
        return CallsATurn * FactsACall / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>As a copy of the log reads it.</summary>
    private async Task<double> Read(CancellationToken ct)
    {
        var (facts, started) = (0, Stopwatch.GetTimestamp());
        await foreach (var _ in _log.ReadCanonical(_start, ct))
            if (++facts == FactsReadATurn) break;
        return facts / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private async Task<double> BareRead(CancellationToken ct)
    {
        var request = Whole(Requests.ReadAll(_start, FactsReadATurn));
        var started = Stopwatch.GetTimestamp();
        return await Bare(Methods.Read.Path, ReadResp.Parser, request, ct) / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>How many messages came.</summary>
    private async Task<int> Bare(string path, MessageParser parser, ReadOnlyMemory<byte> frames, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address + path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ReadOnlyMemoryContent(frames) { Headers = { ContentType = new("application/grpc") } },
        };
        request.Headers.TE.Add(new("trailers"));
        if (_settings.User is not null) request.Headers.Add("authorization", GrpcClient.Basic(_settings));
        using var response = await _bare.SendAsync(request, ct);
        var messages = 0;
        using var reader = new FrameReader(await response.Content.ReadAsStreamAsync(ct));
        for (; await reader.Next(ct) is { } message; messages++) parser.ParseFrom(message.Span);
        var trailers = response.Headers.Contains("grpc-status") ? response.Headers : response.TrailingHeaders;
        return trailers.GetValues("grpc-status").Single() == "0" ? messages : throw new InvalidOperationException($"The bare loop was refused: {trailers}");
    }

    private static byte[] Whole(IEnumerable<ReadOnlyMemory<byte>> parts) => [.. parts.SelectMany(part => part.ToArray())];

    private static List<StreamName> Streams() => [.. Enumerable.Range(0, CallsATurn).Select(_ => StreamName.Of("bench", Guid.NewGuid()))];
}
