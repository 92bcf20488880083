using System.Text.Json;
using System.Text.Json.Nodes;

namespace EventSourcedCrm.Api.Shared;

/// <summary>A decider's state as callers see it: the phase by name, then the fields it has.</summary>
internal static class RecordState
{
    public static JsonObject Of(object state)
    {
        var shown = new JsonObject { ["phase"] = JsonNamingPolicy.KebabCaseLower.ConvertName(state.GetType().Name) };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(state, state.GetType(), ApiJson.Options)!.AsObject())
            shown[name] = value?.DeepClone();
        return shown;
    }
}
