using System.Globalization;
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
    private const int FirstPort = 15_000;
    private const int LastPort = 65_535;

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

    [JsonIgnore]
    public bool HasFreePort => Port != 0 && IsFree(Port);

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

    /// <summary>
    /// Somewhere below the ports that the kernel gives to outgoing connections, one of which could otherwise hold this
    /// port when the server starts again.
    /// </summary>
    public ServerAddress OnAnotherPort()
    {
        var end = FirstOutgoingPort();
        for (var attempt = 0; attempt < 100; attempt++)
            if (Random.Shared.Next(FirstPort, end) is var port && IsFree(port)) return this with { Port = port };
        throw new EmbeddedPostgresException($"No port of {Loopback} from {FirstPort} to {end} is free for PostgreSQL. Stop some of the programs that listen there.");
    }

    private static int FirstOutgoingPort() =>
        int.TryParse(File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t', ' ')[0], CultureInfo.InvariantCulture, out var first) && first > FirstPort + 1_000
            ? first
            : LastPort;

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Parse(Loopback), port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ServerAddress))]
internal sealed partial class ServerAddressJson : JsonSerializerContext;
