using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Organisations;

/// <summary>What can happen to the organisation itself, as stored for ever in stream <c>organisation</c>.</summary>
public abstract record OrganisationFact : IFact;

/// <summary>The organisation has a name, an IANA time zone in which its dates are meant, and an ISO 4217 currency for good.</summary>
[Stored("organisation-established-v1")]
public sealed record OrganisationEstablished(string Name, string Zone, string Currency) : OrganisationFact;

[Stored("organisation-renamed-v1")]
public sealed record OrganisationRenamed(string Name) : OrganisationFact;

[Stored("organisation-zone-changed-v1")]
public sealed record OrganisationZoneChanged(string Zone) : OrganisationFact;
