using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using static EventSourcedCrm.Domain.Appeals.AppealCommand;

namespace EventSourcedCrm.Host.Demo;

/// <summary>What one customer asked for: most of it answered within two days, some later, some never, some only by a machine.</summary>
internal sealed class AppealLife(Relation relation)
{
    private static readonly Actor Receipt = new(ActorKind.Automation, "automatic-receipt");
    private static readonly Actor WebForm = new(ActorKind.Automation, "web-form");

    private static readonly (string Kind, string Subject)[] Wishes =
    [
        ("question", "When will it be delivered?"), ("question", "Does it fit our installation?"), ("complaint", "One part was missing"),
        ("complaint", "It leaks"), ("request", "Please send an offer"), ("request", "Copy of the invoice"), ("fault", "The pump does not start"),
    ];

    private readonly Chance _chance = relation.Chance;

    public void Tell()
    {
        var count = _chance.Between(0, 6);
        for (var i = 0; i < count; i++) TellOne(i, relation.SomeTime());
    }

    private void TellOne(int index, DateTimeOffset at)
    {
        var tale = relation.Begin<Appeal, AppealCommand, AppealFact>("appeal", index);
        var channel = _chance.Of(AppealChannel.Phone, AppealChannel.EMail, AppealChannel.EMail, AppealChannel.Web, AppealChannel.Chat);
        var (kind, subject) = _chance.Of(Wishes);
        var colleague = relation.SomeColleague;
        var details = new AppealDetails(channel, subject, Kind: kind, Product: _chance.Of(relation.Company.Products).Id, Person: relation.Someone, Seriousness: _chance.Of("low", "normal", "high"));
        relation.Remember(new AppealId(relation.NewId("appeal", index)), at);
        tale.Tell(new Register(details, _chance.OneIn(3) ? null : colleague), at, channel == AppealChannel.Web ? WebForm : Actor.Person(colleague));
        if (channel is AppealChannel.Web or AppealChannel.EMail && _chance.OneIn(2))
            tale.Tell(new Answer(new(relation.NewId("receipt", index)), "We have received your message."), at.AddMinutes(1), Receipt);

        var fate = _chance.Between(1, 100);
        if (fate > 92) return;
        var answeredAt = fate <= 70 ? at.AddHours(_chance.Between(0.5, 47.0)) : at.AddHours(_chance.Between(49.0, 400.0));
        TakeUp(tale, at, answeredAt, colleague);
        if (_chance.OneIn(30))
        {
            var mistaken = new AnswerId(relation.NewId("mistaken-answer", index));
            tale.Tell(new Answer(mistaken, "Your invoice is attached."), answeredAt.AddMinutes(-20), colleague);
            tale.Tell(new WithdrawAnswer(mistaken, "Meant for somebody else."), answeredAt.AddMinutes(-10), colleague);
        }
        tale.Tell(new Answer(new(relation.NewId("answer", index)), new Personal(_chance.Of("Explained on the phone.", "We have sent a replacement.", "The offer is on its way."))), answeredAt, colleague);
        Conclude(tale, colleague);
    }

    private void TakeUp(Tale<Appeal, AppealCommand, AppealFact> tale, DateTimeOffset from, DateTimeOffset to, UserId colleague)
    {
        if (_chance.OneIn(8)) tale.Tell(new ForwardToUser(colleague), from + ((to - from) * 0.1), relation.Manager);
        if (_chance.OneIn(8)) tale.Tell(new ForwardToGroup(relation.Company.Workshop), from + ((to - from) * 0.2), colleague);
        tale.Tell(new TakeInCharge(colleague), from + ((to - from) * 0.3), colleague);
        if (_chance.OneIn(6)) tale.Tell(new Note("Asked the workshop."), from + ((to - from) * 0.5), colleague);
        if (_chance.OneIn(8)) tale.Tell(new PutOnHold(new Personal("Waiting for the customer.")), from + ((to - from) * 0.6), colleague);
    }

    private void Conclude(Tale<Appeal, AppealCommand, AppealFact> tale, UserId colleague)
    {
        if (_chance.OneIn(10)) return;
        tale.Tell(new Close(new(new Personal("Settled."), _chance.Between(5, 120))), _chance.WorkingTime(tale.LastAt, _chance.Between(1, 5)), colleague);
        if (_chance.OneIn(15)) tale.Tell(new Reopen("It happened again."), _chance.WorkingTime(tale.LastAt, _chance.Between(1, 9)), colleague);
        else if (_chance.OneIn(3)) tale.Tell(new Rate(_chance.Between(2, 5)), _chance.WorkingTime(tale.LastAt, 1), colleague);
    }
}
