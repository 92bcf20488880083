namespace EventSourcedCrm.Domain.Shared;

/// <summary>Something that happened, told in the past tense. The stream, its instant and its author are in the envelope.</summary>
public interface IFact;

/// <summary>A fact that may be dated before facts already in its stream: a note, a payment, an override of a past period.</summary>
public interface ICommutes : IFact;

/// <summary>The name a fact is stored under for ever, whatever its class is called: kebab-case with a version.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StoredAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
