using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Customers;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>How facts and their metadata are written as JSON. A new fact is one more line here.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(PersonalConverter), typeof(InstantConverter), typeof(IdConverter), typeof(KebabCaseEnumConverter)])]
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
internal sealed partial class FactJson : JsonSerializerContext
{
    /// <summary>Letters of any script as themselves, not as \u escapes: the bytes are stored, never shown in a page.</summary>
    public static FactJson Stored => Relaxed.Json;

    private static class Relaxed
    {
        public static readonly FactJson Json = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
