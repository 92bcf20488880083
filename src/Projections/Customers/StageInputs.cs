using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>What a fact says about a customer's stage.</summary>
public enum StageInputKind { Registered, Won, WinCorrected, Reopened, Shipped, Paid, OverrideSet, OverrideCleared, DeclaredLost }

/// <summary>A fact that bears on the stage, as kept in a table; see <see cref="StageInput"/>.</summary>
public sealed record StageInputRow(
    CustomerId CustomerId,
    string Stream,
    long Revision,
    StageInputKind Kind,
    DateTimeOffset At,
    DateTimeOffset RecordedAt,
    string AuthorKind,
    string Author,
    decimal? Amount = null,
    bool? Complete = null,
    DateTimeOffset? WonAt = null,
    Stage? Stage = null,
    StageClass? Class = null,
    DateTimeOffset? Until = null)
{
    /// <summary>Kinds of facts that can make a deal a purchase, or undo one.</summary>
    public static IEnumerable<Type> OfDeals => [typeof(DealWon), typeof(DealWinCorrected), typeof(DealReopened), typeof(DealShipped), typeof(DealPaid)];

    /// <summary>Kinds of facts that bear on the stage under some definition.</summary>
    public static IEnumerable<Type> Handles =>
        [typeof(CustomerRegistered), .. OfDeals, typeof(CustomerStageOverridden), typeof(CustomerStageOverrideCleared), typeof(CustomerDeclaredLost)];

    /// <summary>The row of a fact, where it bears on the stage of a customer under some definition.</summary>
    public static StageInputRow? Of(Recorded happened)
    {
        if (happened is not { Customer: { } customer, HappenedAt: var at }) return null;
        return happened.Fact switch
        {
            CustomerRegistered => Row(StageInputKind.Registered),
            DealWon f => Row(StageInputKind.Won) with { Amount = f.Amount.Amount },
            DealWinCorrected f => Row(StageInputKind.WinCorrected) with { Amount = f.Amount?.Amount, WonAt = f.WonAt },
            DealReopened => Row(StageInputKind.Reopened),
            DealShipped f => Row(StageInputKind.Shipped) with { Amount = f.Amount.Amount, Complete = f.Complete },
            DealPaid f => Row(StageInputKind.Paid) with { Amount = f.Amount.Amount, Complete = f.Complete },
            CustomerStageOverridden f => Row(StageInputKind.OverrideSet) with { Stage = f.Stage, Class = f.Class, Until = f.Until },
            CustomerStageOverrideCleared => Row(StageInputKind.OverrideCleared),
            CustomerDeclaredLost => Row(StageInputKind.DeclaredLost),
            _ => null,
        };

        StageInputRow Row(StageInputKind kind) => new(
            customer, happened.Stream.Value, happened.Revision, kind, at,
            happened.RecordedAt, Columns.Word(happened.Metadata.Actor.Kind), happened.Metadata.Actor.Id);
    }

    /// <summary>Whether it can make a deal a purchase, or undo one.</summary>
    public bool IsOfDeal => Kind is StageInputKind.Won or StageInputKind.WinCorrected or StageInputKind.Reopened or StageInputKind.Shipped or StageInputKind.Paid;

    /// <summary>False for the shipments and payments of which the definition takes no notice.</summary>
    public bool BearsOn(StageDefinition definition) => Kind switch
    {
        StageInputKind.Shipped => definition.PurchaseIs == PurchaseMoment.Shipped,
        StageInputKind.Paid => definition.PurchaseIs == PurchaseMoment.Paid,
        _ => true,
    };

    public StageInput ToInput() => Kind switch
    {
        StageInputKind.Registered => new StageInput.Registered(At, Stream, Revision),
        StageInputKind.Won => new StageInput.Won(At, Stream, Revision, Amount!.Value),
        StageInputKind.WinCorrected => new StageInput.WinCorrected(At, Stream, Revision, Amount, WonAt),
        StageInputKind.Reopened => new StageInput.Reopened(At, Stream, Revision),
        StageInputKind.Shipped => new StageInput.Delivered(At, Stream, Revision, PurchaseMoment.Shipped, Amount!.Value, Complete!.Value),
        StageInputKind.Paid => new StageInput.Delivered(At, Stream, Revision, PurchaseMoment.Paid, Amount!.Value, Complete!.Value),
        StageInputKind.OverrideSet => new StageInput.OverrideSet(At, Stream, Revision, new(Stage!.Value, Class), Until),
        StageInputKind.OverrideCleared => new StageInput.OverrideCleared(At, Stream, Revision),
        _ => new StageInput.DeclaredLost(At, Stream, Revision),
    };
}
