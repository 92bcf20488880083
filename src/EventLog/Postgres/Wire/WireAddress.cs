using System.Net;
using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres.Wire;

/// <summary>A server of this machine, reached without encryption and with a password: all that <see cref="WireConnection"/> knows how to do.</summary>
internal sealed record WireAddress(IPEndPoint Server, string Database, string User, string Password, string? Options)
{
    private static readonly HashSet<string> Understood = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Port", "Database", "Username", "Password", "SSL Mode", "GSS Encryption Mode", "Options", "Persist Security Info",
        "Max Auto Prepare", "Auto Prepare Min Usages", "No Reset On Close", "Pooling", "Minimum Pool Size", "Maximum Pool Size", // of pools, of which this needs none
    };

    /// <summary>Null where the server is elsewhere, or the connection string asks for anything else.</summary>
    public static WireAddress? Of(string connectionString)
    {
        var wanted = new NpgsqlConnectionStringBuilder(connectionString);
        return IPAddress.TryParse(wanted.Host, out var host) && IPAddress.IsLoopback(host) && host.ToString() == wanted.Host
            && wanted is { SslMode: SslMode.Disable, Database: { } database, Username: { } user, Password: { } password }
            && wanted.Keys.All(Understood.Contains)
                ? new(new(host, wanted.Port), database, user, password, wanted.Options)
                : null;
    }
}
