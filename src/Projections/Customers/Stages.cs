using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Imports;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;
using EventSourcedCrm.Projections.Shared;
using NodaTime;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>Where every relationship stood and stands, by the rule and by hand, and what managers were told of it and when.</summary>
public sealed class Stages(StageDefinition definition, DateTimeZone zone) : Projection("stages", CodeVersion)
{
    /// <summary>Of the tables as the stage assessor reads them too.</summary>
    public const int CodeVersion = 3;

    private readonly CustomersOverTime _customers = new("stages_customer");
    private readonly UsersOverTime _users = new("stages_user");
    private readonly StageTimelines _timelines = new("stage", definition, zone, withTransitions: true);
    private readonly Table<StageChangeRow> _changes = new("stage_change", row => new { row.CustomerId, row.Revision }, "at, customer_id, revision");
    private readonly Table<StageWorkRow> _work = new("stage_work", row => row.CustomerId, "position");
    private readonly Table<ImportRow> _imports = new("stage_import", row => row.Stream);

    protected override IEnumerable<Type> Handles => [typeof(StageFact), typeof(ImportFact)];

    protected override void Apply(Recorded happened)
    {
        _users.Apply(happened);
        _customers.Apply(happened);
        _timelines.Apply(happened);
        switch (happened.Fact)
        {
            case CustomerStageChanged f when happened.Customer is { } customer:
                _changes.Put(StageChangeRow.Of(customer, f, happened));
                break;
            case CustomerStageChangeRevoked f when happened.Customer is { } customer:
                _changes.Update(new { CustomerId = customer, f.Revision }, row => row with { RevokedAt = happened.HappenedAt, RevokedBecause = f.Because });
                break;
            case ImportStarted f:
                _imports.Put(new(happened.Stream.Value, f.Kind, happened.RecordedAt));
                break;
            case ImportFinished:
                _imports.Update(happened.Stream.Value, row => row with { IsOpen = false });
                break;
        }
        Note(happened);
    }

    private void Note(Recorded happened)
    {
        if (happened.Customer is not { } customer) return;
        var revision = happened.Fact is StageFact ? happened.Revision : -1;
        if (revision < 0 && StageInputRow.Of(happened) is null) return;
        _work.Put(customer, row => new(customer, (long)happened.Position.Commit, Math.Max(revision, row?.StageRevision ?? -1)));
    }
}

/// <summary>A recorded change of stage; revoked from an instant on when a late fact undid it.</summary>
public sealed record StageChangeRow(
    CustomerId CustomerId, long Revision, DateTimeOffset At, DateTimeOffset RecordedAt,
    Stage? FromStage, StageClass? FromClass, Stage Stage, StageClass? Class, StageArrow Arrow, bool Returned, StageBasis Basis, string Definition, string Because,
    string AuthorKind, string Author, DateTimeOffset? RevokedAt, string? RevokedBecause)
{
    internal static StageChangeRow Of(CustomerId customer, CustomerStageChanged fact, Recorded happened) => new(
        customer, happened.Revision, happened.HappenedAt, happened.RecordedAt,
        fact.From, fact.FromClass, fact.To, fact.ToClass, fact.Arrow, fact.From == Domain.Customers.Stage.Lost, fact.Basis, fact.Definition, fact.Because,
        Columns.Word(happened.Metadata.Actor.Kind), happened.Metadata.Actor.Id, null, null);

    internal RecordedStep ToRecorded() => new(Revision, new(
        At, FromStage is { } from ? new(from, FromClass) : null, new(Stage, Class), Arrow, Basis, Because, DefinitionId.Parse(Definition)));
}

/// <summary>
/// Where the stage assessor looks: the last position at which something bearing on the customer's stage was recorded,
/// and the last revision of the customer's stage stream, -1 for none.
/// </summary>
public sealed record StageWorkRow(CustomerId CustomerId, long Position, long StageRevision);

/// <summary>A run of an importer; stages are not assessed while the newest of its kind is open.</summary>
public sealed record ImportRow(string Stream, string Kind, DateTimeOffset StartedAt, bool IsOpen = true);
