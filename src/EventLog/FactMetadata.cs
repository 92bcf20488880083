using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.EventLog;

/// <summary>Who did a thing in the business: a person, or an automation such as an automatic receipt.</summary>
public sealed record Actor(ActorKind Kind, string Id)
{
    public static Actor Person(UserId user) => new(ActorKind.Person, user.Value.ToString("D"));
}

public enum ActorKind { Person, Automation }

/// <summary>Whose token wrote a thing down.</summary>
public sealed record Recorder(RecorderKind Kind, string Id);

public enum RecorderKind { Person, Program, Import, Automation }

/// <summary>What is said about a fact beside its content. Instants are UTC, kept to the microsecond.</summary>
public sealed record FactMetadata
{
    [JsonPropertyName("$correlationId")]
    public required Guid CorrelationId { get; init; }

    [JsonPropertyName("$causationId")]
    public Guid? CausationId { get; init; }

    public required DateTimeOffset HappenedAt { get; init; }

    public required Actor Actor { get; init; }

    public required Recorder RecordedBy { get; init; }

    /// <summary>The customer the fact concerns, so that folding by customer needs no look-up; also whose key protects its personal values.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>The command that led to it, for idempotence.</summary>
    public string? CommandId { get; init; }

    /// <summary>SHA-256 of the request, in hexadecimal: the same command id with another request is a conflict.</summary>
    public string? RequestHash { get; init; }

    /// <summary>Positions of the reports on the user's screen, when the caller sent them.</summary>
    public IReadOnlyList<string>? Seen { get; init; }
}
