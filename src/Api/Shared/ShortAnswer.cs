using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Shared;

/// <summary>
/// A short answer as JSON, preceded by its length and so sent in one piece. One that is written as it is made has its end sent by itself: the server
/// sends twice, and whoever waits is woken twice.
/// </summary>
internal sealed class ShortAnswer(int status, object answer) : IResult
{
    public Task ExecuteAsync(HttpContext http)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Options);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        return http.Response.BodyWriter.WriteAsync(body, http.RequestAborted).AsTask();
    }
}
