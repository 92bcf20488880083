using System.Globalization;
using EventSourcedCrm.Domain.Customers;
using NodaTime;

namespace EventSourcedCrm.Domain.Tests.Customers;

/// <summary>Short words for one customer's facts, dated in days, and for the transitions they lead to.</summary>
internal static class StageFacts
{
    public static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Day(double days) => Start + TimeSpan.FromDays(days);

    public static StageInput Registered(double day) => new StageInput.Registered(Day(day), "customer-1", 0);

    public static StageInput Bought(double day, decimal amount = 10, string? deal = null) => Bought(Day(day), amount, deal);

    public static StageInput Bought(DateTimeOffset at, decimal amount = 10, string? deal = null) =>
        new StageInput.Won(at, $"deal-{deal ?? at.Ticks.ToString(CultureInfo.InvariantCulture)}", 1, amount);

    public static StageInput Reopened(double day, string deal, long revision = 2) =>
        new StageInput.Reopened(Day(day), $"deal-{deal}", revision);

    public static StageInput Corrected(double day, string deal, decimal? amount = null, double? to = null) =>
        new StageInput.WinCorrected(Day(day), $"deal-{deal}", 2, amount, to is { } moved ? Day(moved) : null);

    public static StageInput Overridden(double day, Standing standing, double? until = null, long revision = 1) =>
        new StageInput.OverrideSet(Day(day), "customer-1", revision, standing, until is { } end ? Day(end) : null);

    public static StageInput Cleared(double day, long revision = 9) =>
        new StageInput.OverrideCleared(Day(day), "customer-1", revision);

    public static StageInput DeclaredLost(double day, long revision = 1) =>
        new StageInput.DeclaredLost(Day(day), "customer-1", revision);

    public static StageTimeline Timeline(params StageInput[] facts) =>
        StageTimeline.Of(facts, StageDefinition.V1, DateTimeZone.Utc);

    /// <summary>The standing in force after everything up to an instant.</summary>
    public static string? StandsAt(this StageTimeline timeline, DateTimeOffset instant) =>
        timeline.Intervals.LastOrDefault(interval => interval.ValidFrom <= instant)?.InForce.ToString();

    public static string? StandsAt(this StageTimeline timeline, double day) => timeline.StandsAt(Day(day));

    /// <summary>The transitions a line each, as <c>180 one-time → lost, down</c>.</summary>
    public static IEnumerable<string> Story(this StageTimeline timeline) => timeline.Transitions.Select(t => string.Create(
        CultureInfo.InvariantCulture,
        $"{(t.At - Start).TotalDays:0.######} {(t.From is { } from ? $"{from} → " : "")}{t.To}, {t.Arrow}{Flags(t)}")
        .ToLowerInvariant());

    private static string Flags(StageTransition t) =>
        (t.Returned ? ", returned" : "") + (t.Basis == StageBasis.Manual ? ", manual" : "");
}
