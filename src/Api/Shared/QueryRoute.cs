using System.Globalization;
using EventSourcedCrm.Domain.Users;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Shared;

/// <summary>A question's line in its area's route table.</summary>
public static class QueryRoute
{
    /// <summary>Answers as JSON; null as 404; an <see cref="IResult"/> as itself.</summary>
    public static RouteHandlerBuilder MapQuery<TRequest, TAnswer>(this IEndpointRouteBuilder routes, string pattern, UserRole role = UserRole.Operator)
        where TRequest : QueryRequest<TAnswer> =>
        routes.MapGet(pattern, async (HttpContext http, QueryReader reader, IMediator mediator, CancellationToken ct) =>
                ToResult(http, await mediator.Send(reader.Read<TRequest>(http), ct)))
            .WithName(typeof(TRequest).Name)
            .WithMetadata(new Needs(role), new QueryOf(typeof(TRequest)))
            .Produces<TAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static IResult ToResult(HttpContext http, object? answer)
    {
        if (answer is ICard { Revision: var revision } and not RecordCard { Stamp: not null }) http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");
        return answer switch
        {
            null => new Problem(StatusCodes.Status404NotFound, "not-found", "There is no such record, or it is not shown yet.").ToResult(),
            IResult result => result,
            _ => Results.Json(answer),
        };
    }
}

/// <summary>A record shown whole: its revision goes into the ETag, for If-Match; not that of a card of the past, which nobody can change.</summary>
public interface ICard
{
    long Revision { get; }
}

/// <summary>Names the request of a question's endpoint, for the API's description.</summary>
public sealed record QueryOf(Type Request);
