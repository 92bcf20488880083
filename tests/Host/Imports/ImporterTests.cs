using System.Text;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Imports;
using EventSourcedCrm.Host.Imports;

namespace EventSourcedCrm.Host.Tests.Imports;

public sealed class ImporterTests : ImportRig
{
    private const string Header = " customer_id  date number_of_cds  dollar_value";
    private static readonly string[] Lines = [.. Enumerable.Range(1, 200).Select(i => $" {i % 70:00000} 1997{i % 12 + 1:00}{i % 28 + 1:00}  1  {i}.50")];

    [Fact]
    public async Task An_import_tells_when_it_started_and_with_what_counts_it_finished()
    {
        await Import("cdnow", Write("a.txt", Header, Lines[0], "broken"));

        var facts = await Facts<ImportFact>();
        facts[0].Fact.ShouldBeOfType<ImportStarted>().FileName.ShouldBe("a.txt");
        facts[1].Fact.ShouldBe(new ImportFinished(2, 1, 0, 1));
        facts[0].Stream.Id.ShouldBe((await Facts())[^1].Metadata.CorrelationId);
        (await AllFacts())[^1].Id.ShouldBe(facts[1].Id, "nothing comes after the end");
    }

    [Fact]
    public async Task The_same_file_again_leaves_no_trace_at_all()
    {
        var path = Write("a.txt", [Header, .. Lines]);
        await Import("cdnow", path);
        var head = await Log.Head(CancellationToken.None);

        var outcome = await Import("cdnow", path);

        (outcome.Accepted, outcome.Unchanged).ShouldBe((0, Lines.Length));
        (await Log.Head(CancellationToken.None)).ShouldBe(head);
    }

    [Fact]
    public async Task An_import_that_died_anywhere_and_is_run_again_gives_the_same_facts()
    {
        var path = Write("a.txt", [Header, .. Lines]);
        foreach (var appends in (int[])[0, 1, 2, 30, 60, 100])
            await Should.ThrowAsync<LogThatStops.KilledException>(Import("cdnow", path, into: LogThatStops.Killed(Log, appends)));
        var outcome = await Import("cdnow", path);
        var resumed = await Told();

        await BeginAnew();
        await Import("cdnow", Write("a.txt", [Header, .. Lines]));
        resumed.ShouldBe(await Told());
        outcome.Accepted.ShouldBeGreaterThan(0);
        (await Facts<ImportFact>()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_import_that_died_before_its_last_fact_is_finished_by_the_next()
    {
        var path = Write("a.txt", Header, Lines[0]);
        await Should.ThrowAsync<LogThatStops.KilledException>(Import("cdnow", path, into: LogThatStops.Killed(Log, 5)));
        (await Facts<ImportFact>()).ShouldHaveSingleItem();

        (await Import("cdnow", path)).Unchanged.ShouldBe(1);

        (await Facts<ImportFact>()).Select(f => f.Type).ShouldBe(["import-started-v1", "import-finished-v1"]);
    }

    [Fact]
    public async Task Two_imports_of_one_file_at_the_same_time_give_the_facts_of_one()
    {
        var path = Write("a.txt", [Header, .. Lines]);
        await Task.WhenAll(Import("cdnow", path), Import("cdnow", path));
        var together = await Told();

        await BeginAnew();
        await Import("cdnow", Write("a.txt", [Header, .. Lines]));
        together.ShouldBe(await Told());
    }

    [Fact]
    public async Task A_dry_run_counts_and_appends_nothing()
    {
        var outcome = await Import("cdnow", Write("a.txt", Header, Lines[0], Lines[1], "broken"), dryRun: true);

        (outcome.Read, outcome.Accepted, outcome.Rejected, outcome.FactsAppended).ShouldBe((3, 2, 1, 0));
        (await AllFacts()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cancelled_import_says_so_and_can_be_run_again()
    {
        using var cancelled = new CancellationTokenSource();
        var path = Write("a.txt", [Header, .. Lines]);

        var outcome = await Import("cdnow", path, into: new LogThatStops(Log, 100, cancelled.Cancel), ct: cancelled.Token);

        outcome.Interrupted.ShouldBeTrue();
        outcome.FactsAppended.ShouldBe((await Facts()).Count);
        (await Facts<ImportFact>()).ShouldHaveSingleItem("it is not finished");
        var rest = await Import("cdnow", path);
        (rest.Accepted + rest.Unchanged).ShouldBe(Lines.Length);
        (await Facts<DealWon>()).Count.ShouldBe(Lines.Length);
    }

    [Fact]
    public async Task A_broken_line_is_listed_with_its_number_and_the_reason()
    {
        (string Line, string Reason)[] broken =
        [
            (" 00001 19970101  1", "The line has 3 fields instead of 4."),
            (" 00001 19971301  1  1.00", "date is \"\"19971301\"\", not a date"),
            (" 00001 20260701  1  1.00", "2026-07-01 00:00 is in the future."),
            (" 00001 18991231  1  1.00", "Dates before 1900 are not accepted."),
            (" 00001 19970101  1  -1.00", "An amount may not be negative."),
            (" 00001 19970101  1  1.005", "An amount has at most two decimals."),
            (" 00001 19970101  0  1.00", "a quantity must be more than 0."),
            (" 00001 19970101  x  1.00", "number_of_cds is \"\"x\"\", not a number."),
            (" 00001 19970101  1  1e3", "not a number."),
            (" 0\00001 19970101  1  1.00", "The line contains U+0000"),
        ];

        var outcome = await Import("cdnow", Write("a.txt", [Header, .. broken.Select(b => b.Line), Lines[0]]));

        (outcome.Read, outcome.Accepted, outcome.Rejected).ShouldBe((broken.Length + 1, 1, broken.Length));
        var reasons = Reasons(outcome);
        for (var i = 0; i < broken.Length; i++)
        {
            reasons[i].ShouldStartWith($"{i + 2} ");
            reasons[i].ShouldContain(broken[i].Reason);
        }
    }

    [Fact]
    public async Task A_line_that_is_not_utf8_is_rejected_and_nothing_else()
    {
        var text = Encoding.Latin1.GetBytes($"{Header}\r\n{Lines[0]}\r\n 0é1 19970101  1  1.00\r\n");

        var outcome = await Import("cdnow", Write("a.txt", text));

        outcome.Accepted.ShouldBe(1);
        Reasons(outcome).ShouldHaveSingleItem().ShouldStartWith("3 The line is not UTF-8 text.");
    }

    [Fact]
    public async Task A_quotation_mark_too_many_takes_only_its_own_line_with_it()
    {
        string[] columns = ["Case ID", "Activity", "Resource", "Complete Timestamp", "customer", "product", "seriousness_2", "service_type", "workgroup"];
        var outcome = await Import("helpdesk", Write("a.csv", string.Join(',', columns),
            "Case 1,\"Closed,a,2012/10/09 14:00:00.000,c,p,s,t,w", "Case 2,Closed,a,2012/10/09 14:00:00.000,\"c, d\",p,s,t,w"));

        (outcome.Read, outcome.Accepted, outcome.Rejected).ShouldBe((2, 1, 1));
        Reasons(outcome).ShouldHaveSingleItem().ShouldStartWith("2 The line has a quotation mark");
    }

    [Fact]
    public async Task Missing_columns_are_named_and_nothing_is_appended()
    {
        var path = Write("helpdesk.csv", "Case ID,Activity,Resource,customer", "Case 1,Closed,Value 1,Value 2");

        var refused = await Should.ThrowAsync<ImportRefusedException>(() => Import("helpdesk", path));

        refused.Message.ShouldBe("helpdesk.csv lacks the columns Complete Timestamp, product, seriousness_2, service_type, workgroup. "
            + "Its first line must name Case ID, Activity, Resource, Complete Timestamp, customer, product, seriousness_2, service_type, workgroup.");
        (await AllFacts()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0")]
    [InlineData("%PDF-1.7")]
    public async Task A_file_of_another_sort_is_refused(string content)
    {
        var path = Write("CDNOW_master.txt", Encoding.UTF8.GetBytes(content));

        await Should.ThrowAsync<ImportRefusedException>(() => Import("cdnow", Folder));

        File.Exists(path).ShouldBeTrue();
        (await AllFacts()).ShouldBeEmpty();
    }

    [Fact]
    public void A_kind_or_file_there_is_not_is_refused()
    {
        Should.Throw<ImportRefusedException>(() => ImportSource.Open("excel", Folder)).Message.ShouldContain("crm-opportunities, helpdesk or cdnow");
        Should.Throw<ImportRefusedException>(() => ImportSource.Open("cdnow", Folder)).Message.ShouldContain("CDNOW_master.txt");
        Should.Throw<ImportRefusedException>(() => ImportSource.Open("crm-opportunities", Folder)).Message.ShouldContain("accounts.csv");
    }
}
