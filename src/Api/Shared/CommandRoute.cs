using System.Globalization;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Shared;

/// <summary>A command's line in its area's route table.</summary>
public static class CommandRoute
{
    /// <param name="routes">The area's.</param>
    /// <param name="pattern">Its address within the area.</param>
    /// <param name="role">Who may.</param>
    /// <param name="answered">Where what was carried out is answered in another way than with the record's new revision.</param>
    public static RouteHandlerBuilder MapCommand<TRequest>(
        this IEndpointRouteBuilder routes, string pattern, UserRole role = UserRole.Operator, Func<CommandAnswer, IResult>? answered = null)
        where TRequest : CommandRequest =>
        routes.MapPost(pattern, async (HttpContext http, CommandReader reader, IMediator mediator, CancellationToken ct) =>
            {
                var request = await reader.Read<TRequest>(http, ct);
                var outcome = await mediator.Send(request, ct);
                return answered is not null && outcome is CommandOutcome.Done { Answer.WouldRecord: null } done ? answered(done.Answer) : ToResult(http, pattern, outcome);
            })
            .WithName(typeof(TRequest).Name)
            .WithMetadata(new Needs(role), new CommandOf(typeof(TRequest)))
            .Accepts<TRequest>("application/json")
            .Produces<CommandAnswer>()
            .Produces<CommandAnswer>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict);

    private static IResult ToResult(HttpContext http, string pattern, CommandOutcome outcome) => outcome switch
    {
        CommandOutcome.Done done => Answer(http, pattern, done),
        CommandOutcome.Refused { Refusal: var refusal } => ToProblem(http, refusal).ToResult(),
        CommandOutcome.Outdated outdated => Outdated(http, outdated.Current).ToResult(),
        CommandOutcome.KeyReused => new Problem(StatusCodes.Status409Conflict, "idempotency-key-reused",
            "This Idempotency-Key was used before, for another request.").ToResult(),
        _ => new Problem(StatusCodes.Status409Conflict, "lost-race", "Others are changing this record at the moment. Try again.").ToResult(),
    };

    private static IResult Answer(HttpContext http, string pattern, CommandOutcome.Done done)
    {
        if (done.Answer.Revision >= 0) SetETag(http, done.Answer.Revision);
        if (!done.Created) return new ShortAnswer(StatusCodes.Status200OK, done.Answer);
        http.Response.Headers.Location = Location(http, pattern, done.Answer.Id);
        return new ShortAnswer(StatusCodes.Status201Created, done.Answer);
    }

    /// <summary>Where the record is read: its area's address and its id, which the organisation's own record does without.</summary>
    private static string Location(HttpContext http, string pattern, Guid id)
    {
        var area = http.Request.Path.Value![..^pattern.Length];
        return id == Guid.Empty ? area : $"{area}/{id}";
    }

    // Not found is what the path names; a word in the body that means nothing is a refusal as any other.
    private static Problem ToProblem(HttpContext http, Refusal refusal) => new(
        http.Request.RouteValues.ContainsKey("id") && refusal.Code.StartsWith("no-such-", StringComparison.Ordinal) ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict,
        refusal.Code, refusal.Sentence);

    private static Problem Outdated(HttpContext http, CurrentRecord current)
    {
        if (current.Revision >= 0) SetETag(http, current.Revision);
        return new(StatusCodes.Status412PreconditionFailed, "outdated", "This record was changed after you read it. Look at it again.") { Current = current };
    }

    private static void SetETag(HttpContext http, long revision) =>
        http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");
}

/// <summary>Names the request of a command's endpoint, for the API's description.</summary>
public sealed record CommandOf(Type Request);
