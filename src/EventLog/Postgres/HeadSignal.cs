using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// Tells subscriptions that there may be something new: at once after a commit of this process, and when PostgreSQL notifies of
/// another's. Only a hint. Whoever waits looks by himself every second, so a lost notification costs time and never a fact.
/// </summary>
internal sealed class HeadSignal(NpgsqlDataSource source) : IAsyncDisposable
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _starting = new();
    private TaskCompletionSource _next = New();
    private Task? _listening;

    /// <summary>Take it before looking, wait for it after finding nothing: so nothing falls between.</summary>
    public Task Next
    {
        get
        {
            lock (_starting) _listening ??= Task.Run(Listen);
            return Volatile.Read(ref _next).Task;
        }
    }

    public void Raise() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    public static async Task Wait(Task next, CancellationToken ct)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(next, Task.Delay(LookAnyway, wait.Token));
        await wait.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        if (_listening is not null) await _listening;
        _closing.Dispose();
    }

    private async Task Listen()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(_closing.Token);
                connection.Notification += (_, _) => Raise();
                await using (var listen = new NpgsqlCommand("listen log_head", connection)) await listen.ExecuteNonQueryAsync(_closing.Token);
                await Heed(connection);
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
            {
                await Task.Delay(LookAnyway, _closing.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    /// <summary>The connection goes back to the pool as it came, since nothing resets it there.</summary>
    private async Task Heed(NpgsqlConnection connection)
    {
        try
        {
            while (true) await connection.WaitAsync(_closing.Token);
        }
        catch (OperationCanceledException)
        {
            await using var unlisten = new NpgsqlCommand("unlisten *", connection);
            await unlisten.ExecuteNonQueryAsync();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
