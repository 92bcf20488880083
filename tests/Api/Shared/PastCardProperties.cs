using System.Net;
using System.Text.Json.Nodes;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Groups;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using static EventSourcedCrm.Tests.Api.Story;

namespace EventSourcedCrm.Tests.Api;

/// <summary>A card of the past is the card of a system that knows no other facts.</summary>
public sealed class PastCardProperties
{
    private const int Stories = 4;
    private const int CutsOfEach = 4;

    private static readonly string[] Addresses =
    [
        .. from number in Enumerable.Range(1, 4) select $"customers/{Guid(number)}",
        .. from area in new[] { "contacts", "appeals", "deals" } from number in Enumerable.Range(1, 8) select $"{area}/{Guid(number)}",
    ];

    [Fact]
    public async Task A_card_on_two_clocks_equals_the_card_over_a_log_with_only_the_facts_that_count()
    {
        var (shown, differing) = (0, 0);
        for (var seed = 1; seed <= Stories; seed++)
        {
            await using var rig = await ReportRig.Empty("customer_directory", "contact_list", "appeal_queue", "deal_board");
            await rig.Tell(Story(new Random(seed)));
            await rig.Build();
            var present = await Cards(rig, "");
            var cuts = await Cuts(rig.Log, new Random(-seed));
            var past = new List<List<string>>();
            foreach (var (asOf, knownAt) in cuts) past.Add(await Cards(rig, $"?asOf={asOf:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}&knownAt={knownAt}"));
            foreach (var ((asOf, knownAt), cards) in cuts.Zip(past))
            {
                await rig.Build(new LogUpTo(rig.Log, asOf, knownAt));
                cards.ShouldBe(await Cards(rig, ""), $"seed {seed} as of {asOf:O}, known at {knownAt}");
            }
            shown += past.Sum(cards => cards.Count(card => card.Contains('{')));
            differing += past.Sum(cards => cards.Except(present).Count(card => card.Contains('{')));
        }
        shown.ShouldBeGreaterThan(100);
        differing.ShouldBeGreaterThan(50);
    }

    /// <summary>A random one in which names change and payments are dated back, if never before their deal, and are its customer's.</summary>
    private static IEnumerable<Told> Story(Random random)
    {
        var begun = new Story().Add("group", 1, random.Next(60), new GroupFormed("Service"), null);
        var more = new Story()
            .Add("user", 1, random.Next(100), new UserRenamed("Anna"), null)
            .Add("product", 1, random.Next(100), new ProductRenamed("Lantern"), null);
        for (var deal = 1; deal <= 8; deal++) more.Deal(deal, 1 + random.Next(4), random.Next(100), new DealPaid(Eur(deal), Complete: false));
        return RandomStory.Tell(random, begun).Concat(more.Facts).GroupBy(told => told.Stream).SelectMany(stream => stream.Where(told => told.At >= stream.First().At).Select(told => told with { Customer = stream.First().Customer }));
    }

    /// <summary>Half of them know the whole log.</summary>
    private static async Task<List<(DateTimeOffset AsOf, LogPosition KnownAt)>> Cuts(IEventLog log, Random random)
    {
        var facts = await log.ReadAll(LogPosition.Start, default).SelectMany(page => page.ToAsyncEnumerable()).Where(fact => fact.HappenedAt >= Day(0)).ToArrayAsync();
        return [.. Enumerable.Range(0, CutsOfEach).Select(i => (random.GetItems(facts, 1)[0].HappenedAt, i % 2 == 0 ? facts[^1].Position : random.GetItems(facts, 1)[0].Position))];
    }

    /// <summary>Without what names the clocks; whether a contact is overdue depends on them too.</summary>
    private static async Task<List<string>> Cards(ReportRig rig, string clocks)
    {
        List<string> cards = [];
        foreach (var address in Addresses)
        {
            using var response = await rig.Send(HttpMethod.Get, $"/api/{address}{clocks}");
            var text = await response.Content.ReadAsStringAsync();
            response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.NotFound);
            var card = JsonNode.Parse(text)!.AsObject();
            card.Remove("stamp");
            card.Remove("overdue");
            cards.Add(response.StatusCode == HttpStatusCode.OK ? $"{address}: {card.ToJsonString()}" : $"{address}: none");
        }
        return cards;
    }
}
