using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Tests.Api.Story;

namespace EventSourcedCrm.Tests.Api;

/// <summary>What may happen to a few customers within 400 days, often at one instant or exactly at a threshold.</summary>
internal static class RandomStory
{
    /// <param name="random">What happens.</param>
    /// <param name="begun">What has been told before.</param>
    public static IReadOnlyList<Told> Tell(Random random, Story? begun = null)
    {
        var story = (begun ?? new Story()).User(1, "Ann").User(2, "Bob").Product(1, "Lamp");
        for (var customer = 1; customer <= 4; customer++) Customer(story, random, customer);
        for (var number = 1; number <= 8; number++)
        {
            Deal(story, random, number, 1 + random.Next(4));
            Appeal(story, random, number, 1 + random.Next(4));
            Contact(story, random, number, 1 + random.Next(4));
        }
        return [.. story.Facts.Where(told => told.At < Day(400))];
    }

    private static void Customer(Story story, Random random, int customer)
    {
        var day = (double)random.Next(3);
        story.Registered(customer, day);
        var archived = false;
        for (var i = 0; i < 6; i++)
        {
            day += Gap(random);
            CustomerFact fact = random.Next(6) switch
            {
                0 => new CustomerRenamed($"Name {i}"),
                1 when archived => new CustomerRestored("back"),
                1 => new CustomerArchived("gone"),
                2 => new CustomerDeclaredLost("said so"),
                3 => new CustomerStageOverridden(Stage.Regular, StageClass.X, random.Next(2) == 0 ? null : Day(day + random.Next(1, 40)), "a promise"),
                4 => new CustomerStageOverrideCleared("over"),
                _ => new CustomerAssigned(Id<UserId>(1 + random.Next(2))),
            };
            archived = fact switch { CustomerArchived => true, CustomerRestored => false, _ => archived };
            story.Customer(customer, day, fact);
        }
        story.Add("stage", customer, day, new CustomerStageChanged(null, null, Stage.Potential, null, StageArrow.New, StageBasis.Rule, "stage/v1", "because"), customer)
            .Add("stage", customer, day + Gap(random), new CustomerStageChangeRevoked(0, "stage/v1", "a late fact"), customer);
    }

    private static void Deal(Story story, Random random, int deal, int customer)
    {
        var day = (double)random.Next(60);
        story.Deal(deal, customer, day, Opened(random.Next(100)));
        if (random.Next(3) == 0) story.Deal(deal, customer, day += Gap(random), new DealRevalued(Eur(random.Next(100))));
        if (random.Next(5) == 0) return;
        story.Deal(deal, customer, day += Gap(random), new DealWon(Eur(random.Next(2) * 10)));
        if (random.Next(2) == 0) story.Deal(deal, customer, day += Gap(random), new DealWinCorrected(Eur(5), random.Next(2) == 0 ? null : Day(day + random.Next(-20, 20)), "a slip"));
        if (random.Next(2) == 0) story.Deal(deal, customer, day += Gap(random), new DealShipped(Eur(5), Complete: random.Next(2) == 0), new DealPaid(Eur(5), Complete: random.Next(2) == 0));
        if (random.Next(3) == 0) story.Deal(deal, customer, day + Gap(random), new DealReopened("a mistake"));
    }

    private static void Appeal(Story story, Random random, int appeal, int customer)
    {
        var day = (double)random.Next(60);
        story.By(1).Appeal(appeal, customer, day, Asked(product: random.Next(2) == 0 ? 1 : null));
        for (var i = 0; i < 6; i++)
        {
            day += Gap(random);
            var answer = (appeal * 10) + random.Next(2);
            story.By(1 + random.Next(2)).Appeal(appeal, customer, day, random.Next(8) switch
            {
                7 => new AppealClosed(AppealClosing.Untold),
                0 => new AppealAssigned(Id<UserId>(1)),
                1 => new AppealTakenInCharge(Id<UserId>(2)),
                2 => new AppealForwardedToGroup(Id<GroupId>(1)),
                3 => new AppealReopened(null),
                4 when story.Facts.Any(told => told.Fact is AppealAnswered given && given.Answer == Id<AnswerId>(answer)) => new AppealAnswerWithdrawn(Id<AnswerId>(answer), "a slip"),
                _ => Answered((appeal * 10) + i),
            });
        }
    }

    private static void Contact(Story story, Random random, int contact, int customer)
    {
        var day = (double)random.Next(60);
        var call = Call(random.Next(2) == 0 ? Direction.Incoming : Direction.Outgoing, 1 + random.Next(2));
        story.Contact(contact, customer, day, new ContactPlanned(call, Day(day + random.Next(20)), null));
        if (random.Next(2) == 0) story.Contact(contact, customer, day += Gap(random), new ContactRescheduled(Day(day + random.Next(20)), null));
        if (random.Next(2) == 0)
        {
            story.Contact(contact, customer, day += Gap(random), new ContactCompleted(call, 5, null));
            story.Contact(contact, customer, day + random.Next(-5, 5), new ContactLinkedToAppeal(Id<AppealId>(1 + random.Next(8))));
            if (random.Next(2) == 0) story.Contact(contact, customer, day + Gap(random), new ContactWithdrawn("a mistake"));
        }
        else if (random.Next(2) == 0)
        {
            story.Contact(contact, customer, day + Gap(random), new ContactCancelled("ill"));
        }
    }

    /// <summary>Often none, or exactly a threshold.</summary>
    private static double Gap(Random random) => random.GetItems([0, 0, 0.25, 1, 2, 7, 30, 90, 180], 1)[0];
}
