using System.Globalization;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;

namespace EventSourcedCrm.Api.Reports;

/// <summary>What happened, in a clause: the beginning of what a fact contributes to a figure.</summary>
internal static class FactSentences
{
    public static string Of(IFact fact) => fact switch
    {
        CustomerRegistered => "the customer was registered",
        CustomerRenamed => "the customer got another name",
        CustomerAssigned => "the customer got a manager",
        CustomerArchived => "the customer was archived",
        CustomerRestored => "the customer was restored",
        CustomerStageOverridden f => $"a manager set {new Standing(f.Stage, f.Class)}",
        CustomerStageOverrideCleared => "a manager gave the word back to the rule",
        CustomerDeclaredLost => "the customer was declared lost",
        DealOpened f => f.Terms.ExpectedAmount is { } expected ? $"a deal was opened, {Of(expected)} expected" : "a deal was opened",
        DealRevalued f => $"{Of(f.ExpectedAmount)} was expected of the deal",
        DealWon f => $"a deal was won for {Of(f.Amount)}",
        DealLost => "a deal was lost",
        DealReopened => "a deal was reopened: it is no purchase any longer",
        DealWinCorrected f => f.Amount is { } amount ? $"a won deal was corrected to {Of(amount)}" : "a won deal was given another instant",
        DealShipped f => $"goods for {Of(f.Amount)} were shipped",
        DealPaid f => $"{Of(f.Amount)} was paid",
        ContactPlanned => "a contact was planned",
        ContactRescheduled => "a contact was put off",
        ContactCancelled => "a contact was cancelled",
        ContactCompleted f => $"a contact took place ({f.Details.Direction.ToString().ToLowerInvariant()} {f.Details.Kind.ToString().ToLowerInvariant()})",
        ContactWithdrawn => "a contact was withdrawn: it counts nowhere any longer",
        AppealRegistered => "an appeal came in",
        AppealAssigned => "the appeal was assigned",
        AppealTakenInCharge => "the appeal was taken in charge",
        AppealForwardedToUser => "the appeal was forwarded to a user",
        AppealForwardedToGroup => "the appeal was forwarded to a group",
        AppealAnswered => "an answer was given",
        AppealAnswerWithdrawn => "an answer was withdrawn: it counts nowhere any longer",
        AppealClosed => "the appeal was closed",
        AppealReopened => "the appeal was reopened",
        ContactLinkedToAppeal => "the contact was linked to the appeal",
        ProductRegistered f => $"the product {f.Name} was registered",
        ProductRenamed f => $"the product is called {f.Name}",
        UserRegistered f => $"the user {f.Name} was registered",
        UserRenamed f => $"the user is called {f.Name}",
        _ => "it bears on the figure",
    };

    private static string Of(Money money) => string.Create(CultureInfo.InvariantCulture, $"{money.Amount} {money.Currency}");
}
