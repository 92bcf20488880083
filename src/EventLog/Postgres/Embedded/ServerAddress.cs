using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres.Embedded;

/// <summary>How to reach the server of a folder, as kept in <c>postgres.json</c> for its processes and for the folder's owner.</summary>
/// <param name="Home">The process namespace (container) the server was started in.</param>
internal sealed record ServerAddress(string Host, int Port, string Database, string User, string Password, string Home)
{
    public const string Loopback = "127.0.0.1";
    public const string Name = "crm";

    public static string ThisHome => File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name ?? "";

    [JsonIgnore]
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = Host,
        Port = Port,
        Database = Database,
        Username = User,
        Password = Password,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    public static ServerAddress New() => new(
        Loopback, 0, Name, Name, RandomNumberGenerator.GetHexString(48, lowercase: true), ThisHome);

    /// <summary>Null when there is no address or it is unreadable, as after losing the file.</summary>
    public static ServerAddress? Read(DataFolder folder)
    {
        try
        {
            return File.Exists(folder.Address)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(folder.Address), ServerAddressJson.Default.ServerAddress)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(DataFolder folder)
    {
        var draft = folder.Address + ".new";
        File.Delete(draft);
        var secret = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            secret.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(draft, secret))
        {
            JsonSerializer.Serialize(file, this, ServerAddressJson.Default.ServerAddress);
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, folder.Address, overwrite: true);
    }

    /// <summary>The address of a server to be started here and now.</summary>
    /// <param name="keep">Keep the port if it is free: processes still running know that one.</param>
    public ServerAddress OnFreePort(bool keep) => this with { Port = (keep ? FreePort(Port) : null) ?? FreePort(0) ?? Port, Home = ThisHome };

    private static int? FreePort(int wanted)
    {
        using var listener = new TcpListener(IPAddress.Parse(Loopback), wanted);
        try
        {
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ServerAddress))]
internal sealed partial class ServerAddressJson : JsonSerializerContext;
