using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Api.Organisations;

/// <summary>A command on the organisation's record, of which there is one, so that no path names it.</summary>
public abstract record OrganisationRequest : CommandRequest
{
    internal override Guid? GivenId => Guid.Empty;

    internal override StreamName StreamOf(string category) => new(category);
}
