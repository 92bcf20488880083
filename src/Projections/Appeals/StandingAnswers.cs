using System.Text.Json;
using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Appeals;

/// <summary>An answer that a person gave to an appeal, and the cycle it was given in, counted from 1.</summary>
internal sealed record StandingAnswer(Guid Answer, DateTimeOffset At, int Cycle);

/// <summary>The answers of an appeal as a JSON column, in the order they were given.</summary>
internal static class StandingAnswers
{
    public static readonly Json None = new("[]");

    public static IReadOnlyList<StandingAnswer> Read(Json answers) => JsonSerializer.Deserialize(answers.Text, StandingAnswersJson.Default.StandingAnswerArray)!;

    public static Json With(Json answers, AnswerId answer, DateTimeOffset at, int cycle) => Write([.. Read(Without(answers, answer)), new(answer.Value, at, cycle)]);

    public static Json Without(Json answers, AnswerId answer) => Write([.. Read(answers).Where(known => known.Answer != answer.Value)]);

    private static Json Write(StandingAnswer[] answers) => new(JsonSerializer.Serialize(answers, StandingAnswersJson.Default.StandingAnswerArray));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StandingAnswer[]))]
internal sealed partial class StandingAnswersJson : JsonSerializerContext;
