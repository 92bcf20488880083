namespace EventSourcedCrm.EventStoreServer;

/// <summary>Counts the calls under way.</summary>
internal sealed class OpenCalls
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _none = New();
    private int _count;

    public OpenCalls() => _none.SetResult();

    public Task None { get { lock (_lock) return _none.Task; } }

    /// <summary>A call that ends when disposed.</summary>
    public IDisposable Enter()
    {
        lock (_lock)
            if (_count++ == 0) _none = New();
        return new Call(this);
    }

    private void Leave()
    {
        lock (_lock)
            if (--_count == 0) _none.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Call(OpenCalls calls) : IDisposable
    {
        public void Dispose() => calls.Leave();
    }
}
