using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;
using NodaTime;

namespace EventSourcedCrm.Host.Demo;

/// <summary>Makes up a company and two years of its calls, meetings, appeals and deals, and records them through the deciders.</summary>
public sealed class DemoCompany(IEventLog log)
{
    private const int CustomersAtOnce = 1_000;

    /// <summary>Run again with the same settings it adds what a broken off run left out, and otherwise nothing.</summary>
    /// <returns>How many facts there are of it.</returns>
    public async Task<long> Record(DemoSettings settings, IProgress<HowFar>? progress, CancellationToken ct)
    {
        var organisation = await Founding.Find(log, ct);
        var (start, end) = (organisation.StartOf(settings.Today.AddYears(-2)), organisation.StartOf(settings.Today));
        var journal = new Journal(settings.Key, end);
        await Founding.Ensure(log, id => journal.Metadata(id, start, Actor.Person(new(journal.NewId("user", 0))), null), ct);

        var chance = new Chance(settings.Seed, organisation);
        var company = new Company(journal, chance, start, settings.Customers, organisation.Currency);
        var (facts, done) = (0L, 0L);
        foreach (var numbers in Enumerable.Range(0, settings.Customers).Chunk(CustomersAtOnce))
        {
            foreach (var number in numbers)
                if (settings.KnownWell < 1 && !chance.Share(settings.KnownWell)) new PassingLife(journal, chance, company, number).Tell();
                else new CustomerLife(journal, chance, company, number).Tell();
            await journal.Append(log, Appended, ct);
            ct.ThrowIfCancellationRequested();
            done += numbers.Length;
            progress?.Report(new(done, settings.Customers, facts));
        }
        return facts;

        void Appended(int count)
        {
            var now = Interlocked.Add(ref facts, count);
            progress?.Report(new(done, settings.Customers, now));
        }
    }
}
