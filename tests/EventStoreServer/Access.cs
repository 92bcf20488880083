using System.Net.Http.Headers;
using System.Text;
using EventSourcedCrm.EventStoreServer.Grpc;

namespace EventSourcedCrm.EventStoreServer;

/// <summary>Who may do what: without users anybody everything, since an insecure server ignores credentials.</summary>
internal sealed class Access(IReadOnlyList<TestUser> users)
{
    /// <summary>Wrong credentials fail every call, even one that needs none.</summary>
    public void Authenticate(GrpcCall call)
    {
        if (users.Count > 0 && call.Header("authorization") is not null && User(call) is null) throw Refusal.Unauthenticated();
    }

    public void Authorize(GrpcCall call, string stream)
    {
        if (users.Count == 0) return;
        var user = User(call) ?? throw Refusal.AccessDenied();
        if (stream.StartsWith('$') && !user.IsAdministrator) throw Refusal.AccessDenied();
    }

    private TestUser? User(GrpcCall call)
    {
        if (!AuthenticationHeaderValue.TryParse(call.Header("authorization"), out var given) || given is not { Scheme: "Basic", Parameter: { } parameter }) return null;

        var bytes = new byte[parameter.Length];
        if (!Convert.TryFromBase64String(parameter, bytes, out var length)) return null;
        var credentials = Encoding.UTF8.GetString(bytes, 0, length);
        return users.FirstOrDefault(user => credentials == $"{user.Name}:{user.Password}");
    }
}
