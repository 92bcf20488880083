using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Appeals.AppealCommand;

namespace EventSourcedCrm.Domain.Tests.Appeals;

/// <summary>The untidy life of real appeals, from a help desk's log: none of it is refused.</summary>
public sealed class RealAppealsTests
{
    [Fact]
    public void No_step_of_a_real_appeal_is_refused_and_none_is_out_of_order()
    {
        foreach (var steps in Cases()) Live(steps).Refusals.ShouldBeEmpty();
    }

    [Fact]
    public void The_first_answers_are_those_of_the_log()
    {
        var waits = Cases().Select(steps => FirstAnswer(Live(steps).Facts) - steps[0].At).ToList();

        waits.Count.ShouldBe(4580);
        waits.Count(wait => wait is not null).ShouldBe(4569);
        waits.Count(wait => wait <= TimeSpan.FromHours(48)).ShouldBe(1651);
        waits.Count(wait => wait == TimeSpan.Zero).ShouldBe(2);
    }

    private static DateTimeOffset? FirstAnswer(IReadOnlyList<(AppealFact Fact, DateTimeOffset At)> facts) =>
        facts.Where(fact => fact.Fact is AppealAnswered).Select(fact => (DateTimeOffset?)fact.At).FirstOrDefault();

    private static (IReadOnlyList<(AppealFact, DateTimeOffset)> Facts, IReadOnlyList<Refusal> Refusals) Live(IReadOnlyList<Step> steps)
    {
        List<(AppealFact, DateTimeOffset)> facts = [];
        List<Refusal> refusals = [];
        var (appeal, time) = (Appeal.Initial, new Chronology());

        foreach (var (at, command) in Commands(steps))
        {
            var decision = Appeal.Decide(command, appeal);
            if (decision.Refusal is { } refusal) refusals.Add(refusal);
            foreach (var fact in decision)
            {
                if (time.Check(fact, at) is { } outOfOrder) refusals.Add(outOfOrder);
                (appeal, time) = (Appeal.Evolve(appeal, fact), time.After(fact, at));
                facts.Add((fact, at));
            }
        }
        return (facts, refusals);
    }

    private static IEnumerable<(DateTimeOffset, AppealCommand)> Commands(IReadOnlyList<Step> steps) =>
        steps.Select((step, row) => (step.At, step.AsCommand(row)))
            .Prepend((steps[0].At, new Register(new(AppealChannel.Other, "From the log"))));

    private static IEnumerable<IReadOnlyList<Step>> Cases() =>
        File.ReadLines(SharedFile("data/helpdesk/helpdesk.csv")).Skip(1)
            .Select(line => line.Split(','))
            .GroupBy(row => row[0], row => new Step(TimeOf(row[3]), row[1], row[2], row[15]))
            .Select(steps => steps.OrderBy(step => step.At).ToList());

    private static DateTimeOffset TimeOf(string text) =>
        DateTimeOffset.ParseExact(text, "yyyy/MM/dd HH:mm:ss.fff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string SharedFile(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "shared", path))) folder = folder.Parent;
        if (folder is null) Assert.Skip($"../shared/{path} is absent");
        return Path.Combine(folder.FullName, "shared", path);
    }

    private sealed record Step(DateTimeOffset At, string Activity, string Resource, string Workgroup)
    {
        public AppealCommand AsCommand(int row) => Activity switch
        {
            "Take in charge ticket" => new TakeInCharge(new(IdOf(Resource))),
            "Wait" => new PutOnHold(),
            "Require upgrade" => new ForwardToGroup(new(IdOf(Workgroup))),
            "Resolve ticket" => new Answer(new(IdOf($"answer {row}"))),
            "Closed" => new Close(AppealClosing.Untold),
            _ => new Note(Activity),
        };

        private static Guid IdOf(string word) => new(SHA256.HashData(Encoding.UTF8.GetBytes(word)).AsSpan(0, 16));
    }
}
