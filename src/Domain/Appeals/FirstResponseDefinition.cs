using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Calendars;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Appeals;

/// <summary>The meaning of a first response, as data: what one version of <c>first-response/vN</c> says (reports.md, section 2).</summary>
/// <param name="Responds">On an appeal, and to its later cycles; a first contact is answered by an answer or an outgoing contact, whatever this says.</param>
/// <param name="ThresholdHours">On the definition's clock: a response after this many hours is late.</param>
/// <param name="ConversionDays">Of 24 hours each: a purchase up to so long after the start counts for the case.</param>
/// <param name="Purchase">The stage definition that says what a purchase is.</param>
public sealed record FirstResponseDefinition(
    CasesOf Cases, IReadOnlyList<ResponseKind> Responds, ResponseClock Clock, int ThresholdHours, int ConversionDays, DefinitionId Purchase) : Definition
{
    public static FirstResponseDefinition V1 { get; } = new(
        CasesOf.Appeals, [ResponseKind.Answered], new ResponseClock.Calendar(), ThresholdHours: 48, ConversionDays: 90, new(Stage, 1));

    [JsonIgnore]
    public override string Report => FirstResponse;

    [JsonIgnore]
    public override IReadOnlyList<DefinitionId> Pins => Clock is ResponseClock.Working working ? [Purchase, working.Pin] : [Purchase];

    /// <summary>Whether a case depends on more of its customer than the one appeal.</summary>
    [JsonIgnore]
    public bool ByCustomer => Cases == CasesOf.FirstContacts || Responds.Contains(ResponseKind.Contacted);

    public override IEnumerable<Flaw> Flaws()
    {
        if (Responds.Count == 0) yield return new("responds", "Something has to count as a response.");
        if (Responds.Distinct().Count() != Responds.Count) yield return new("responds", "Nothing is named twice.");
        if (Clock is ResponseClock.Working { Version: < 1 }) yield return new("clock.version", "Versions of a calendar count from 1.");
        if (ThresholdHours is < 1 or > 8760) yield return new("thresholdHours", "From 1 to 8760 hours are accepted.");
        if (ConversionDays is < 1 or > 3650) yield return new("conversionDays", "From 1 to 3650 days are accepted.");
        if (Purchase.Report != Stage) yield return new("purchase", "A definition of stages is expected, such as stage/v1.");
    }

    public bool Equals(FirstResponseDefinition? other) =>
        other is not null && Responds.Order().SequenceEqual(other.Responds.Order())
        && (Cases, Clock, ThresholdHours, ConversionDays, Purchase) == (other.Cases, other.Clock, other.ThresholdHours, other.ConversionDays, other.Purchase);

    public override int GetHashCode() => HashCode.Combine(Cases, Clock, ThresholdHours, ConversionDays, Purchase);
}

/// <summary>What a case is: an appeal, or a customer's very first incoming contact or appeal.</summary>
public enum CasesOf { Appeals, FirstContacts }

/// <summary>What may count as a response to an appeal.</summary>
public enum ResponseKind { Answered, TakenInCharge, Contacted, Closed }

/// <summary>How the time until a response is counted.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Calendar), "calendar")]
[JsonDerivedType(typeof(Working), "working")]
public abstract record ResponseClock
{
    private ResponseClock() { }

    /// <summary>Every hour counts.</summary>
    public sealed record Calendar : ResponseClock;

    /// <summary>Only the working hours of one version of a calendar count. A proposal may leave the version out, and gets the newest.</summary>
    public sealed record Working([property: JsonPropertyName("calendar")] CalendarId Of, int Version = 0) : ResponseClock
    {
        /// <summary>The version as builds and stamps name it: <c>calendar-{id}/v3</c>.</summary>
        [JsonIgnore]
        public DefinitionId Pin => new($"{WorkingCalendar.Category}-{Of.Value:D}", Version);
    }
}
