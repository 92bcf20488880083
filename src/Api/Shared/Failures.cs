using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Makes a problem of everything that ends a request, however deep it was found; nothing internal is shown.</summary>
internal sealed class Failures(RequestDelegate next, ILogger<Failures> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
        }
        catch (NotYetException later)
        {
            await later.ToResult().ExecuteAsync(http);
        }
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            await ToProblem(http, failure).ToResult().ExecuteAsync(http);
        }
        if (!http.Response.HasStarted && http.Response is { StatusCode: >= 400, ContentLength: null, ContentType: null })
            await Bare(http.Response.StatusCode).ToResult().ExecuteAsync(http);
    }

    private Problem ToProblem(HttpContext http, Exception failure) => failure switch
    {
        RejectedException rejected => rejected.Problem,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(StatusCodes.Status413PayloadTooLarge, "body-too-large",
            $"A body has at most {CommandReader.LargestBody} bytes."),
        BadHttpRequestException bad => Bare(bad.StatusCode),
        _ when Retries.IsTransient(failure) => Logged(http, failure, StatusCodes.Status503ServiceUnavailable, "try-again",
            "The database cannot be reached at the moment. Sending the request again, with its Idempotency-Key, is safe"),
        _ => Logged(http, failure, StatusCodes.Status500InternalServerError, "unexpected", "This should not have happened. Nothing was half-written"),
    };

    private Problem Logged(HttpContext http, Exception failure, int status, string code, string sentence)
    {
        var correlation = http.Request.Headers[Headers.CorrelationIdName].ToString() is { Length: > 0 and <= 100 } given ? given : http.TraceIdentifier;
        logger.LogError(failure, "{Method} {Path} failed, correlation {Correlation}", http.Request.Method, http.Request.Path, correlation);
        return new(status, code, $"{sentence} (correlation {correlation}).");
    }

    private static Problem Bare(int status) => new(status, ReasonPhrases.GetReasonPhrase(status).ToLowerInvariant().Replace(' ', '-'), status switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this address.",
        StatusCodes.Status405MethodNotAllowed => "This address does not answer to this method.",
        _ => ReasonPhrases.GetReasonPhrase(status) + ".",
    });
}
