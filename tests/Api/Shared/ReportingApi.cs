namespace EventSourcedCrm.Tests.Api;

/// <summary>The API with live builds of the reports, for tests in which definitions are published: each class of them has its own.</summary>
public sealed class ReportingApi : RunningApi
{
    protected override IReadOnlyList<string> Projections => ["access", "customer_directory", "stages", "first_response", "no_contact", .. Leaves];
}
