using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>Repeats what a passing fault broke, such as a lost connection or a restarting server. Only for what may be repeated.</summary>
internal static class Persistently
{
    public static readonly TimeSpan ForAWhile = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <exception cref="TimeoutException">The fault did not pass within the time given.</exception>
    public static async Task<T> Try<T>(Func<CancellationToken, Task<T>> attempt, TimeSpan giveUpAfter, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(giveUpAfter);
        for (var pause = TimeSpan.FromMilliseconds(20); ; pause = pause < LongestPause ? 2 * pause : LongestPause)
        {
            try
            {
                return await attempt(deadline.Token);
            }
            catch (Exception e) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
            {
                throw new TimeoutException($"The log did not answer for {giveUpAfter.TotalSeconds:0} seconds. An append among this may or may not have been stored: repeat it with the same ids.", e);
            }
            catch (NpgsqlException e) when (Passes(e))
            {
                await Task.Delay(pause, deadline.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    /// <summary>The same, for who blocks.</summary>
    public static T Try<T>(Func<T> attempt, TimeSpan giveUpAfter) => Try(_ => Task.FromResult(attempt()), giveUpAfter, CancellationToken.None).GetAwaiter().GetResult();

    public static bool Passes(NpgsqlException e) => e is not PostgresException || e.IsTransient
        || e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow;
}
