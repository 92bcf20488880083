using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Why a request is not answered as asked: a status, a stable code for programs and a sentence for people.</summary>
public sealed record Problem(int Status, string Code, string Detail)
{
    /// <summary>What is wrong with each field, by its name as sent.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>What the record is now, where the caller saw an older one.</summary>
    public CurrentRecord? Current { get; init; }

    public static Problem Fields(IReadOnlyDictionary<string, string[]> errors) =>
        new(StatusCodes.Status400BadRequest, "invalid-request", $"These fields cannot be accepted: {string.Join(", ", errors.Keys)}.") { Errors = errors };

    public static Problem Field(string name, string sentence) => Fields(new Dictionary<string, string[]> { [name] = [sentence] });

    public IResult ToResult() => Results.Problem(Detail, statusCode: Status, title: ReasonPhrases.GetReasonPhrase(Status), type: $"urn:crm:problem:{Code}", extensions: Extensions());

    private Dictionary<string, object?> Extensions()
    {
        var extensions = new Dictionary<string, object?> { ["code"] = Code };
        if (Errors is not null) extensions["errors"] = Errors;
        if (Current is not null) extensions["current"] = Current;
        return extensions;
    }
}

/// <summary>A record as it stands: its revision, and its phase and fields.</summary>
public sealed record CurrentRecord(long Revision, object State);

/// <summary>Ends a request with a problem, from wherever it is found.</summary>
public sealed class RejectedException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
