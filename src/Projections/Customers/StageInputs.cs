using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>What a fact says about a customer's stage.</summary>
public enum StageInputKind { Registered, PurchaseStood, PurchaseCorrected, PurchaseFell, OverrideSet, OverrideCleared, DeclaredLost }

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
    DateTimeOffset? PurchasedAt = null,
    Stage? Stage = null,
    StageClass? Class = null,
    DateTimeOffset? Until = null)
{
    /// <summary>The row of a fact, where it bears on the stage of a customer for whom a purchase is a deal won.</summary>
    public static StageInputRow? Of(Recorded happened)
    {
        if (happened is not { Customer: { } customer, HappenedAt: var at }) return null;
        return happened.Fact switch
        {
            CustomerRegistered => Row(StageInputKind.Registered),
            DealWon f => Row(StageInputKind.PurchaseStood) with { Amount = f.Amount.Amount },
            DealWinCorrected f => Row(StageInputKind.PurchaseCorrected) with { Amount = f.Amount?.Amount, PurchasedAt = f.WonAt },
            DealReopened => Row(StageInputKind.PurchaseFell),
            CustomerStageOverridden f => Row(StageInputKind.OverrideSet) with { Stage = f.Stage, Class = f.Class, Until = f.Until },
            CustomerStageOverrideCleared => Row(StageInputKind.OverrideCleared),
            CustomerDeclaredLost => Row(StageInputKind.DeclaredLost),
            _ => null,
        };

        StageInputRow Row(StageInputKind kind) => new(
            customer, happened.Stream.Value, happened.Revision, kind, at,
            happened.RecordedAt, Columns.Word(happened.Metadata.Actor.Kind), happened.Metadata.Actor.Id);
    }

    public StageInput ToInput() => Kind switch
    {
        StageInputKind.Registered => new StageInput.Registered(At, Stream, Revision),
        StageInputKind.PurchaseStood => new StageInput.PurchaseStood(At, Stream, Revision, Amount!.Value),
        StageInputKind.PurchaseCorrected => new StageInput.PurchaseCorrected(At, Stream, Revision, Amount, PurchasedAt),
        StageInputKind.PurchaseFell => new StageInput.PurchaseFell(At, Stream, Revision),
        StageInputKind.OverrideSet => new StageInput.OverrideSet(At, Stream, Revision, new(Stage!.Value, Class), Until),
        StageInputKind.OverrideCleared => new StageInput.OverrideCleared(At, Stream, Revision),
        _ => new StageInput.DeclaredLost(At, Stream, Revision),
    };
}
