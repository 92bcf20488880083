using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Shared;

/// <summary>What every command may say beside its own fields.</summary>
public abstract record CommandRequest : IRequest<CommandOutcome>
{
    /// <summary>When it was true in the business; now, where nothing is said.</summary>
    public Moment? HappenedAt { get; init; }

    /// <summary>Who did it, where that is not the caller.</summary>
    public GivenActor? Actor { get; init; }

    [JsonIgnore]
    public CommandContext Context { get; internal set; } = null!;

    /// <summary>The record concerned: named in the path, else given in the body, else derived from the caller and the key.</summary>
    [JsonIgnore]
    public Guid RecordId => Context.RecordId;

    internal virtual Guid? GivenId => null;

    /// <summary>The stream of the record.</summary>
    internal virtual StreamName StreamOf(string category) => StreamName.Of(category, RecordId);
}

/// <summary>A command that begins a record; the caller may choose its id.</summary>
public abstract record CreateRequest : CommandRequest
{
    public Guid? Id { get; init; }

    internal override Guid? GivenId => Id;
}

/// <summary>Who did a thing: a person, by the id of the user, or an automation, by its name.</summary>
public sealed record GivenActor(ActorKind Kind, string Id);

/// <summary>What surrounds a command: who asks, of which record, under which key, seeing what.</summary>
public sealed record CommandContext(
    Caller Caller,
    Guid RecordId,
    Guid CommandId,
    string RequestHash,
    Guid CorrelationId,
    DateTimeOffset Now,
    DateTimeOffset? HappenedAt,
    Actor Actor,
    long? IfMatch,
    bool DryRun,
    IReadOnlyList<string>? Seen)
{
    /// <summary>An id for something new, the same when the command is sent again under its key.</summary>
    public Guid NewId(string of) => DerivedId.From(CommandId, of);

    /// <summary>
    /// The same when the same request is sent again, so that the log stores it once; another when another is sent under the same key, so that
    /// the log refuses it.
    /// </summary>
    internal Guid FactId(int index) => NewId($"fact {index} of {RequestHash}");

    internal FactMetadata Metadata(DateTimeOffset happenedAt, CustomerId? customer) => new()
    {
        CorrelationId = CorrelationId,
        CausationId = CommandId,
        HappenedAt = happenedAt,
        Actor = Actor,
        RecordedBy = Caller.Recorder,
        Customer = customer,
        CommandId = CommandId.ToString("D"),
        RequestHash = RequestHash,
        Seen = Seen,
    };
}
