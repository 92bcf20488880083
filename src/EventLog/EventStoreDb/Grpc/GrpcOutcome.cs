using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace EventSourcedCrm.EventLog.EventStoreDb.Grpc;

/// <summary>Reads from a response, or from the exception in its place, how a call ended.</summary>
internal static class GrpcOutcome
{
    private const string ContentType = "application/grpc";

    /// <summary>Throws if the response has ended before its first message, in an error or because something else than gRPC answered.</summary>
    public static void ThrowIfRefused(Endpoint node, HttpResponseMessage response)
    {
        if (response.Headers.Contains("grpc-status"))
        {
            ThrowUnlessOk(node, response.Headers);
            return;
        }
        if (response.StatusCode != HttpStatusCode.OK) throw new GrpcException(node, Of(response.StatusCode), $"HTTP {(int)response.StatusCode}");
        if (response.Content.Headers.ContentType?.MediaType?.StartsWith(ContentType, StringComparison.Ordinal) != true)
            throw new GrpcException(node, GrpcStatus.Unknown, $"not gRPC but {response.Content.Headers.ContentType}; a proxy may stand in between");
    }

    /// <summary>Trailers without a status, or none at all, mean a call that was cut off.</summary>
    public static void ThrowUnlessOk(Endpoint node, HttpResponseHeaders trailers)
    {
        if (Value(trailers, "grpc-status") is not { } text || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw CutOff(node);
        if (number == 0) return;
        var status = Enum.IsDefined((GrpcStatus)number) ? (GrpcStatus)number : GrpcStatus.Unknown;
        var detail = Uri.UnescapeDataString(Value(trailers, "grpc-message") ?? "");
        if (status == GrpcStatus.Unavailable && detail == "Deadline Exceeded") status = GrpcStatus.DeadlineExceeded;
        throw new GrpcException(node, status, detail,
            trailers.ToDictionary(t => t.Key, t => string.Join(',', t.Value), StringComparer.OrdinalIgnoreCase));
    }

    public static GrpcException CutOff(Endpoint node) => new(node, GrpcStatus.Unavailable, "the answer ended without a status", inner: new EndOfStreamException());

    /// <summary>What broke on the way; null for what is no matter of the network.</summary>
    public static GrpcException? Of(Endpoint node, Exception e) => e switch
    {
        HttpRequestException { InnerException: HttpProtocolException reset } => Of(node, reset),
        HttpProtocolException reset => new(node, Of(reset.ErrorCode), reset.Message, inner: reset),
        HttpRequestException or IOException or SocketException => new(node, GrpcStatus.Unavailable, (e.InnerException ?? e).Message, inner: e),
        _ => null,
    };

    private static GrpcStatus Of(long http2Error) => http2Error switch
    {
        0x7 => GrpcStatus.Unavailable,
        0x8 => GrpcStatus.Cancelled,
        0xb => GrpcStatus.ResourceExhausted,
        _ => GrpcStatus.Internal,
    };

    private static GrpcStatus Of(HttpStatusCode code) => (int)code switch
    {
        400 => GrpcStatus.Internal,
        401 => GrpcStatus.Unauthenticated,
        403 => GrpcStatus.PermissionDenied,
        404 => GrpcStatus.Unimplemented,
        429 or 502 or 503 or 504 => GrpcStatus.Unavailable,
        _ => GrpcStatus.Unknown,
    };

    private static string? Value(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
