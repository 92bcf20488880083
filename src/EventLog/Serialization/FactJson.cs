using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.Domain.Calendars;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Groups;
using EventSourcedCrm.Domain.Imports;
using EventSourcedCrm.Domain.Organisations;
using EventSourcedCrm.Domain.Pipelines;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Tokens;
using EventSourcedCrm.Domain.Users;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>How facts and their metadata are written as JSON. A new fact is one more line here.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(PersonalConverter), typeof(InstantConverter), typeof(IdConverter), typeof(DefinitionIdConverter), typeof(TimeOfDayConverter), typeof(KebabCaseEnumConverter)])]
[JsonSerializable(typeof(FactMetadata))]
[JsonSerializable(typeof(CustomerRegistered))]
[JsonSerializable(typeof(CustomerRenamed))]
[JsonSerializable(typeof(CustomerRolesChanged))]
[JsonSerializable(typeof(CustomerPhonesChanged))]
[JsonSerializable(typeof(CustomerEmailsChanged))]
[JsonSerializable(typeof(CustomerAddressChanged))]
[JsonSerializable(typeof(CustomerSourceChanged))]
[JsonSerializable(typeof(CustomerAttributeChanged))]
[JsonSerializable(typeof(ContactPersonAdded))]
[JsonSerializable(typeof(ContactPersonChanged))]
[JsonSerializable(typeof(ContactPersonRemoved))]
[JsonSerializable(typeof(CustomerAssigned))]
[JsonSerializable(typeof(CustomerStageOverridden))]
[JsonSerializable(typeof(CustomerStageOverrideCleared))]
[JsonSerializable(typeof(CustomerDeclaredLost))]
[JsonSerializable(typeof(CustomerArchived))]
[JsonSerializable(typeof(CustomerRestored))]
[JsonSerializable(typeof(AppealRegistered))]
[JsonSerializable(typeof(AppealAssigned))]
[JsonSerializable(typeof(AppealTakenInCharge))]
[JsonSerializable(typeof(AppealForwardedToUser))]
[JsonSerializable(typeof(AppealForwardedToGroup))]
[JsonSerializable(typeof(AppealPutOnHold))]
[JsonSerializable(typeof(AppealResumed))]
[JsonSerializable(typeof(AppealNoted))]
[JsonSerializable(typeof(AppealAnswered))]
[JsonSerializable(typeof(AppealAnswerWithdrawn))]
[JsonSerializable(typeof(AppealClosed))]
[JsonSerializable(typeof(AppealReopened))]
[JsonSerializable(typeof(AppealRated))]
[JsonSerializable(typeof(ContactPlanned))]
[JsonSerializable(typeof(ContactRescheduled))]
[JsonSerializable(typeof(ContactReassigned))]
[JsonSerializable(typeof(ContactCompleted))]
[JsonSerializable(typeof(ContactCancelled))]
[JsonSerializable(typeof(ContactWithdrawn))]
[JsonSerializable(typeof(ContactLinkedToAppeal))]
[JsonSerializable(typeof(ContactLinkedToDeal))]
[JsonSerializable(typeof(DealOpened))]
[JsonSerializable(typeof(DealMovedToStage))]
[JsonSerializable(typeof(DealRevalued))]
[JsonSerializable(typeof(DealRescheduled))]
[JsonSerializable(typeof(DealReassigned))]
[JsonSerializable(typeof(DealWon))]
[JsonSerializable(typeof(DealLost))]
[JsonSerializable(typeof(DealReopened))]
[JsonSerializable(typeof(DealWinCorrected))]
[JsonSerializable(typeof(DealShipped))]
[JsonSerializable(typeof(DealPaid))]
[JsonSerializable(typeof(UserRegistered))]
[JsonSerializable(typeof(UserRenamed))]
[JsonSerializable(typeof(UserRoleChanged))]
[JsonSerializable(typeof(UserTransferred))]
[JsonSerializable(typeof(UserDeactivated))]
[JsonSerializable(typeof(UserReactivated))]
[JsonSerializable(typeof(GroupFormed))]
[JsonSerializable(typeof(GroupRenamed))]
[JsonSerializable(typeof(GroupMemberAdded))]
[JsonSerializable(typeof(GroupMemberRemoved))]
[JsonSerializable(typeof(ProductRegistered))]
[JsonSerializable(typeof(ProductRenamed))]
[JsonSerializable(typeof(ProductSeriesChanged))]
[JsonSerializable(typeof(ProductRepriced))]
[JsonSerializable(typeof(PipelineDefined))]
[JsonSerializable(typeof(PipelineRenamed))]
[JsonSerializable(typeof(PipelineStagesChanged))]
[JsonSerializable(typeof(CalendarDrawnUp))]
[JsonSerializable(typeof(CalendarChanged))]
[JsonSerializable(typeof(OrganisationEstablished))]
[JsonSerializable(typeof(OrganisationRenamed))]
[JsonSerializable(typeof(OrganisationZoneChanged))]
[JsonSerializable(typeof(TokenIssued))]
[JsonSerializable(typeof(TokenRevoked))]
[JsonSerializable(typeof(ImportStarted))]
[JsonSerializable(typeof(ImportFinished))]
[JsonSerializable(typeof(CustomerStageChanged))]
[JsonSerializable(typeof(CustomerStageChangeRevoked))]
[JsonSerializable(typeof(DefinitionProposed))]
[JsonSerializable(typeof(DefinitionApproved))]
[JsonSerializable(typeof(DefinitionPublished))]
[JsonSerializable(typeof(DefinitionRolledBack))]
[JsonSerializable(typeof(DefinitionRetired))]
[JsonSerializable(typeof(BuildRequested))]
[JsonSerializable(typeof(BuildPaused))]
[JsonSerializable(typeof(BuildResumed))]
[JsonSerializable(typeof(BuildRetired))]
[JsonSerializable(typeof(BuildPublished))]
[JsonSerializable(typeof(ParkedFactsRetried))]
[JsonSerializable(typeof(ParkedFactSkipped))]
internal sealed partial class FactJson : JsonSerializerContext
{
    /// <summary>Letters of any script as themselves, not as \u escapes: the bytes are stored, never shown in a page.</summary>
    public static FactJson Stored => Relaxed.Json;

    private static class Relaxed
    {
        public static readonly FactJson Json = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
