using System.Text.Json;
using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>
/// Personal values as base64 of nonce, ciphertext and tag, under the <see cref="Seal"/> of the fact that this thread is coding.
/// An erased value stays erased: it is stored as an empty text.
/// </summary>
internal sealed class PersonalConverter : JsonConverter<Personal>
{
    public override Personal Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.ValueSpan.IsEmpty ? Personal.Erased : Seal.Current.Open(reader.GetBytesFromBase64());

    public override void Write(Utf8JsonWriter writer, Personal value, JsonSerializerOptions options) =>
        Seal.Current.Close(value.Text, writer);
}
