using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;

namespace EventSourcedCrm.Domain.Definitions;

/// <summary>What a report means, as data: what it counts, and where its limits lie. Which version of the meaning it is, its name tells.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "report")]
[JsonDerivedType(typeof(StageDefinition), Stage)]
[JsonDerivedType(typeof(FirstResponseDefinition), FirstResponse)]
[JsonDerivedType(typeof(NoContactDefinition), NoContact)]
public abstract record Definition
{
    public const string Stage = "stage";
    public const string FirstResponse = "first-response";
    public const string NoContact = "no-contact";

    /// <summary>The reports that have definitions, with the first version of each, which comes with the program.</summary>
    public static readonly IReadOnlyDictionary<string, Definition> BuiltIn = new Dictionary<string, Definition>
    {
        [Stage] = StageDefinition.V1,
        [FirstResponse] = FirstResponseDefinition.V1,
        [NoContact] = NoContactDefinition.V1,
    };

    /// <summary>The report, or family of reports, it is the meaning of.</summary>
    [JsonIgnore]
    public abstract string Report { get; }

    /// <summary>The definitions it reads: a version of each, so that its own meaning never moves.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<DefinitionId> Pins => [];

    /// <summary>What no report can be folded under, field by field; nothing where it is sound.</summary>
    public abstract IEnumerable<Flaw> Flaws();
}

/// <summary>What is wrong with one parameter of a definition; the field as in JSON, such as <c>xyz.window</c>.</summary>
public sealed record Flaw(string Field, string Sentence);
