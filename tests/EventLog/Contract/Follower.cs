namespace EventSourcedCrm.EventLog.Tests.Contract;

/// <summary>A subscription whose deliveries a test can wait for.</summary>
public sealed class Follower : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Recorded> _facts = [];
    private readonly Task _following;
    private TaskCompletionSource _news = New();
    private int _caughtUp;

    public Follower(IEventLog log, LogPosition after) => _following = Task.Run(() => Follow(log, after));

    public IReadOnlyList<Recorded> Facts => _facts;

    public int CaughtUp => _caughtUp;

    public Task Until(int count) => Until(() => _facts.Count >= count);

    public Task UntilCaughtUp() => Until(() => _caughtUp > 0);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(_following);
        _stop.Dispose();
    }

    private async Task Follow(IEventLog log, LogPosition after)
    {
        await foreach (var message in log.Subscribe(after, _stop.Token))
        {
            if (message is LogMessage.Page page) _facts.AddRange(page.Facts);
            if (message is LogMessage.CaughtUp) _caughtUp++;
            Interlocked.Exchange(ref _news, New()).TrySetResult();
        }
    }

    private async Task Until(Func<bool> condition)
    {
        while (true)
        {
            var news = Volatile.Read(ref _news).Task;
            if (condition()) return;
            var first = await Task.WhenAny(news, _following).WaitAsync(Patience);
            await first;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
