using System.Text.Json.Serialization;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Shared;

/// <summary>A question, its fields taken from the path and the query string under the same rules as a command's from its body.</summary>
public abstract record QueryRequest<TAnswer> : IRequest<TAnswer>, IQueryRequest
{
    [JsonIgnore]
    public QueryContext Context { get; set; } = null!;
}

/// <summary>What surrounds a question: who asks, when, and the position the answer must have reached.</summary>
public sealed record QueryContext(Caller Caller, DateTimeOffset Now, LogPosition? ReadAfter);

internal interface IQueryRequest
{
    QueryContext Context { get; set; }
}
