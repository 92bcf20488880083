namespace EventSourcedCrm.Domain.Organisations;

/// <summary>What can be asked of the organisation's record. Its currency is for good: amounts recorded in it cannot change.</summary>
public abstract record OrganisationCommand
{
    public sealed record Establish(string Name, string Zone, string Currency) : OrganisationCommand;

    public sealed record Rename(string Name) : OrganisationCommand;

    public sealed record ChangeZone(string Zone) : OrganisationCommand;
}
