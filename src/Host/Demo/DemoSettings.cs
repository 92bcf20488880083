using System.Globalization;

namespace EventSourcedCrm.Host.Demo;

/// <summary>Which company to make up. The same settings always make up the same one.</summary>
/// <param name="Customers">How many customers it has.</param>
/// <param name="Seed">Another seed, another company.</param>
/// <param name="Today">The day up to which its two years are told.</param>
/// <param name="KnownWell">The share of customers with a whole history; of the others there is little more than a card.</param>
public sealed record DemoSettings(int Customers, int Seed, DateOnly Today, double KnownWell = 1)
{
    /// <summary>What all ids of the company follow from.</summary>
    internal string Key => string.Create(CultureInfo.InvariantCulture,
        $"{Seed}, {Customers} customers, {Today:yyyy-MM-dd}{(KnownWell < 1 ? $", {KnownWell} of them known well" : "")}");
}
