using System.Diagnostics;
using System.Globalization;
using EventSourcedCrm.Domain.Customers;
using NodaTime;

namespace EventSourcedCrm.Domain.Tests.Customers;

/// <summary>The stages of a real shop's customers, against figures reckoned by another program.</summary>
public class CdnowTests(ITestOutputHelper output)
{
    [Fact]
    public void Real_customers_stand_where_they_should_at_the_beginning_of_1998()
    {
        var customers = Customers();
        var watch = Stopwatch.StartNew();
        var timelines = customers.ConvertAll(facts => StageTimeline.Of(facts, StageDefinition.V1, DateTimeZone.Utc));
        output.WriteLine($"{customers.Count} timelines in {watch.ElapsedMilliseconds} ms");

        var asOf = new DateTimeOffset(1998, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var states = timelines.CountBy(t => $"{t.CutAt(asOf).Intervals[^1].InForce}").ToDictionary();

        states.ShouldBe(
            new Dictionary<string, int>
            {
                ["lost"] = 17163,
                ["one-time"] = 1727,
                ["potential"] = 68,
                ["regular-x"] = 1102,
                ["regular-y"] = 2206,
                ["regular-z"] = 1304,
            },
            ignoreOrder: true);
    }

    private static List<List<StageInput>> Customers() =>
        File.ReadLines(SharedData.Path("cdnow/CDNOW_master.txt"))
            .Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(fields => fields.Length == 4)
            .Select((fields, line) => (Customer: fields[0], At: Date(fields[1]), Amount: Money(fields[3]), Deal: $"deal-{line}"))
            .GroupBy(purchase => purchase.Customer)
            .Select(lines => (List<StageInput>)
            [
                new StageInput.Registered(lines.First().At, $"customer-{lines.Key}", 0),
                .. lines.Select(line => new StageInput.Won(line.At, line.Deal, 1, line.Amount)),
            ])
            .ToList();

    private static DateTimeOffset Date(string text) =>
        DateTimeOffset.ParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static decimal Money(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
