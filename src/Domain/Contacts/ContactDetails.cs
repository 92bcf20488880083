using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Contacts;

/// <summary>How people meet or reach each other.</summary>
public enum ContactKind { Meeting, Call, EMail, Letter, Chat, Other }

/// <summary>Who began it: the customer (incoming) or the organisation (outgoing).</summary>
public enum Direction { Incoming, Outgoing }

/// <summary>How much a contact matters, judged when it is planned.</summary>
public enum Importance { Important, Ordinary, Minor }

/// <summary>
/// What a contact is about and who is concerned. The group is a word, such as <c>first-contact</c>, <c>complaint</c>,
/// <c>consultation</c> or <c>service-visit</c>; an organisation adds its own.
/// </summary>
public sealed record ContactDetails(
    ContactKind Kind,
    Direction Direction,
    UserId Responsible,
    Personal Subject,
    ContactPersonId? Person = null,
    Importance Importance = Importance.Ordinary,
    string? Group = null);
