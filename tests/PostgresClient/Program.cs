// A process that shares a data folder, for tests that kill it: opens the folder, says so, and leaves when its input ends.
using EventSourcedCrm.EventLog.Postgres.Embedded;

try
{
    await using var postgres = await EmbeddedPostgres.Open(args[0], new() { Durable = false }, CancellationToken.None);
    Console.WriteLine(postgres.ConnectionString);
    await Console.In.ReadToEndAsync();
    return 0;
}
catch (EmbeddedPostgresException refusal)
{
    Console.WriteLine(refusal.Message);
    return 1;
}
