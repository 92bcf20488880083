using System.Diagnostics;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Demo;
using EventSourcedCrm.Host.Shared;
using Spectre.Console;

namespace EventSourcedCrm.Host.Bench;

/// <summary>What is measured on: a folder of its own with a made-up company, told by the deciders and appended as any fact is: ten facts a customer.</summary>
internal sealed class Ground(Storage storage, IReadOnlyList<CustomerId> customers, UserId user, long facts)
{
    private const int FactsOfCustomer = 10;
    private const double KnownWell = 0.01;
    private static readonly DateOnly Today = new(2025, 6, 30);
    private static readonly IAnsiConsole ToTheSide = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });

    public Storage Storage => storage;

    public IReadOnlyList<CustomerId> Customers => customers;

    public UserId User => user;

    /// <summary>How many were recorded before anything was measured.</summary>
    public long Facts => facts;

    public static async Task<Ground> Record(Storage storage, int facts, Action<string> say, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var company = new DemoSettings(facts / FactsOfCustomer, Seed: 1, Today, KnownWell);
        var recorded = await LongRun.Show(ToTheSide, "ground, customers", progress => new DemoCompany(storage.Log).Record(company, progress, ct));
        List<CustomerId> customers = [];
        UserId? user = null;
        await foreach (var page in storage.Log.ReadAll(LogPosition.Start, ct))
            foreach (var fact in page)
                if (fact is { Fact: CustomerRegistered, Customer: { } customer }) customers.Add(customer);
                else if (fact is { Fact: UserRegistered, Stream.Id: { } id }) user ??= new(id);
        var head = await storage.Log.Count(ct) ?? recorded;
        say($"{head:N0} facts of {customers.Count:N0} customers in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s, made up, decided and appended");
        return new(storage, customers, user!.Value, head);
    }

    /// <summary>Reads the log once: a process that has run for a while has the keys of its customers in memory.</summary>
    public async Task RememberKeys(CancellationToken ct)
    {
        await foreach (var _ in storage.Log.ReadAll(LogPosition.Start, ct)) ;
    }

    /// <summary>
    /// Has PostgreSQL write what it owes the disk, so that what is measured next pays for nothing but itself. It then uses the segments of its
    /// write-ahead log again, as a server does that has run for a while, and makes no new ones in the way of commits.
    /// </summary>
    public async Task WriteOut(CancellationToken ct)
    {
        await using var checkpoint = storage.ReadModels.CreateCommand("checkpoint");
        checkpoint.CommandTimeout = 0;
        await checkpoint.ExecuteNonQueryAsync(ct);
    }

    public CustomerId AnyCustomer() => customers[Random.Shared.Next(customers.Count)];

    /// <summary>A call to make, in a stream of its own with an id as the API makes them; its subject is encrypted under the customer's key.</summary>
    public (StreamName Stream, NewFact Fact) AnyContact()
    {
        var (id, now) = (Guid.CreateVersion7(), DateTimeOffset.UtcNow);
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        var details = new ContactDetails(ContactKind.Call, Direction.Outgoing, user, new("Ask how the delivery went"));
        return (StreamName.Of(Contact.Category, id), new(Guid.NewGuid(), new ContactPlanned(details, now.AddDays(7), null), new()
        {
            CorrelationId = id,
            HappenedAt = now,
            Actor = Actor.Person(user),
            RecordedBy = new(RecorderKind.Program, "bench"),
            Customer = AnyCustomer(),
            CommandId = id.ToString("D"),
        }));
    }

    public ValueTask<Appended> AppendContact(CancellationToken ct)
    {
        var (stream, fact) = AnyContact();
        return storage.Log.Append(stream, ExpectedRevision.NoStream, [fact], ct);
    }
}
