using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Appeals;

/// <summary>The way an appeal reached the organisation.</summary>
public enum AppealChannel { Phone, EMail, Web, Chat, Meeting, Other }

/// <summary>What a customer wants and how it came in; kind, seriousness and service type are the organisation's own words.</summary>
public sealed record AppealDetails(
    AppealChannel Channel,
    Personal Subject,
    Personal? Text = null,
    string? Kind = null,
    ProductId? Product = null,
    ContactPersonId? Person = null,
    string? Seriousness = null,
    string? ServiceType = null);

/// <summary>What was done to solve an appeal and how long it took; all unknown where only the fact was imported.</summary>
public sealed record AppealClosing(Personal? Done = null, int? Minutes = null, Personal? Comment = null)
{
    public static readonly AppealClosing Untold = new();
}
