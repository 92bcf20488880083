using System.Text.Json;
using System.Text.Json.Nodes;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;
using MediatR;

namespace EventSourcedCrm.Api.Definitions;

/// <summary>POST /api/definitions — proposes another meaning of a report: the parameters that differ from the published ones, and why.</summary>
public sealed record ProposeDefinition(string Report, JsonElement Parameters, [Longest(2000)] string Reason) : DefinitionRequest(Report)
{
    private const string Field = "parameters";

    public sealed class Handler(DefinitionCommands definitions, IEventLog log) : IRequestHandler<ProposeDefinition, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(ProposeDefinition request, CancellationToken ct)
        {
            request.MustBeOfAReport();
            var book = await DefinitionBooks.Read(log, ct);
            var changed = Changed(book.Get<Definition>(book.Published(request.Report)), request.Parameters);
            var (definition, flaws) = await CalendarVersions.Pin(changed, log, ct);
            Check(definition, flaws, book);
            var outcome = await definitions.Execute(request, new DefinitionCommand.Propose(definition, request.Reason, request.Context.Caller.User), ct);
            return outcome is CommandOutcome.Done { Answer: { WouldRecord: null } answer } done ? done with { Answer = answer with { Definition = await Proposed(request, answer, ct) } } : outcome;
        }

        private async Task<string?> Proposed(ProposeDefinition request, CommandAnswer answer, CancellationToken ct)
        {
            await foreach (var recorded in log.ReadStream(DefinitionBooks.StreamOf(request.Report), answer.Revision, ct))
                return recorded.Fact is DefinitionProposed proposed ? new DefinitionId(request.Report, proposed.Version).ToString() : null;
            return null;
        }
    }

    /// <summary>The definition with the fields given in place of its own.</summary>
    private static Definition Changed(Definition from, JsonElement given)
    {
        if (given.ValueKind != JsonValueKind.Object) throw new RejectedException(Problem.Field(Field, "An object is expected, with the parameters that differ."));
        var parameters = JsonSerializer.SerializeToNode(from, from.GetType(), ApiJson.Options)!.AsObject();
        Lay(JsonObject.Create(given)!, parameters);
        return (Definition)StrictJson.Read(from.GetType(), Field, JsonSerializer.SerializeToUtf8Bytes(parameters));
    }

    /// <summary>Records within are changed field by field too; one that is said to be of another kind takes the place of what was there.</summary>
    private static void Lay(JsonObject given, JsonObject over)
    {
        foreach (var (name, value) in given)
            if (value is JsonObject inner && over[name] is JsonObject known && inner.All(field => !IsKind(field.Key) || Same(field.Value, known[field.Key]))) Lay(inner, known);
            else over[name] = value?.DeepClone();
    }

    private static bool IsKind(string field) => field is "method" or "kind";

    private static bool Same(JsonNode? a, JsonNode? b) => JsonNode.DeepEquals(a, b);

    private static void Check(Definition definition, IReadOnlyList<Flaw> ofCalendars, DefinitionBook book)
    {
        var errors = new Dictionary<string, string[]>();
        foreach (var flaw in ofCalendars.Concat(definition.Flaws())) errors.TryAdd($"{Field}.{flaw.Field}", [flaw.Sentence]);
        if (errors.Count == 0 && definition.Pins.FirstOrDefault(pin => Definition.BuiltIn.ContainsKey(pin.Report) && !book.Knows(pin)) is { Report: not null } unknown)
            errors.Add(Field, [$"There is no definition {unknown}."]);
        if (errors.Count > 0) throw new RejectedException(Problem.Fields(errors));
    }
}
