// A test server as a process: says how to connect to it, and leaves when its input ends. A first argument is the version it claims.
using EventSourcedCrm.EventStoreServer;

await using var server = await TestServer.Start(args is [var version] ? new() { Version = version } : new());
Console.WriteLine(server.ConnectionString);
await Console.In.ReadToEndAsync();
