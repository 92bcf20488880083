namespace EventSourcedCrm.Api.Shared;

/// <summary>
/// A value believed for a second from when its look-up began. Whoever asks during a look-up waits for that one, so that a second's end
/// does not send every request in hand to the database. What is missing is not believed to be missing: it may be there the next moment.
/// </summary>
internal sealed class Believed<T>(TimeProvider clock) where T : class
{
    private static readonly TimeSpan ForAWhile = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private (Task<T?> Value, DateTimeOffset Until) _last = (Task.FromResult<T?>(null), DateTimeOffset.MinValue);

    /// <param name="lookUp">Runs for all who wait, and so knows nothing of a single request's cancellation.</param>
    /// <param name="ct">Cancelling ends this caller's wait.</param>
    public async Task<T?> Get(Func<Task<T?>> lookUp, CancellationToken ct)
    {
        var (value, begun) = Join(lookUp);
        return await value.WaitAsync(ct) ?? (begun ? null : await lookUp().WaitAsync(ct));
    }

    private (Task<T?> Value, bool Begun) Join(Func<Task<T?>> lookUp)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (now < _last.Until && _last.Value is { IsCompleted: false } or { IsCompletedSuccessfully: true, Result: not null }) return (_last.Value, false);
            _last = (Task.Run(lookUp), now + ForAWhile);
            return (_last.Value, true);
        }
    }
}
