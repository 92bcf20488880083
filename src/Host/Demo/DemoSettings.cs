namespace EventSourcedCrm.Host.Demo;

/// <summary>Which company to make up. The same settings always make up the same one.</summary>
/// <param name="Customers">How many customers it has.</param>
/// <param name="Seed">Another seed, another company.</param>
/// <param name="Today">The day up to which its two years are told.</param>
public sealed record DemoSettings(int Customers, int Seed, DateOnly Today);
