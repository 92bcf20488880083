using System.Diagnostics;
using System.Globalization;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Tests.Api.Definitions;

/// <summary>
/// Customers who keep coming, 500 facts a second, appended to the log in batches on a timetable: one that is late is made up for. It is load,
/// and says how much of it came true.
/// </summary>
internal sealed class Arrivals : IAsyncDisposable
{
    private const int FactsPerSecond = 500;
    private const int Batch = 10;
    private const int Writers = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Stopwatch _running = Stopwatch.StartNew();
    private readonly CancellationTokenSource _enough = new();
    private readonly IEventLog _log;
    private readonly Task _coming;
    private int _due = -1, _arrived;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Arrivals(IEventLog log)
    {
        _log = log;
        _coming = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Come()));
    }

    /// <summary>How many have arrived, and how many a second.</summary>
    public string Told => string.Create(CultureInfo.InvariantCulture, $"{_arrived} facts arrived, {_arrived / _running.Elapsed.TotalSeconds:F0} a second of {FactsPerSecond}");

    /// <summary>Waits until facts have arrived from now on.</summary>
    public async Task More()
    {
        var more = Volatile.Read(ref _more).Task;
        await (await Task.WhenAny(more, _coming)).WaitAsync(Patience);
        more.IsCompleted.ShouldBeTrue("facts have ceased to arrive");
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _coming;
        _enough.Dispose();
    }

    private async Task Come()
    {
        while (true)
        {
            var early = TimeSpan.FromSeconds((double)Interlocked.Increment(ref _due) * Batch / FactsPerSecond) - _running.Elapsed;
            if (early > TimeSpan.Zero) await Task.Delay(early, _enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_enough.IsCancellationRequested) return;
            await Append();
            Interlocked.Add(ref _arrived, Batch);
            Interlocked.Exchange(ref _more, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }

    /// <summary>One customer, registered and renamed.</summary>
    private async Task Append()
    {
        var customer = new CustomerId(Guid.NewGuid());
        var facts = Enumerable.Range(0, Batch).Select(n => n == 0 ? (IFact)new CustomerRegistered(CustomerKind.Company, new("Another")) : new CustomerRenamed(new($"Another {n}")));
        var metadata = new FactMetadata
        {
            CorrelationId = Guid.NewGuid(),
            HappenedAt = new(2024, 2, 1, 0, 0, 0, TimeSpan.Zero),
            Actor = Actor.Person(RunningApi.User(UserRole.Operator)),
            RecordedBy = new(RecorderKind.Program, "tests"),
            Customer = customer,
        };
        await _log.Append(StreamName.Of("customer", customer.Value), ExpectedRevision.NoStream, [.. facts.Select(fact => new NewFact(Guid.NewGuid(), fact, metadata))], CancellationToken.None);
    }
}
