using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace EventSourcedCrm.Host.Tests.Shared;

/// <summary>A data folder of the program's own, with what can be seen of it from outside; in the end its server is stopped and the folder deleted.</summary>
internal sealed class CrmFolder(string? eventLog = null) : IAsyncDisposable
{
    private readonly DirectoryInfo _parent = Made();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly int _port = FreePort();

    public string Path => System.IO.Path.Combine(_parent.FullName, "data");

    public string Url => $"http://127.0.0.1:{_port}";

    public string AdminToken => In("admin.token");

    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A path beside the data folder.</summary>
    public string Beside(string name) => System.IO.Path.Combine(_parent.FullName, name);

    public Task<Said> Crm(params IEnumerable<string> arguments) => CrmProcess.Run(eventLog, [.. arguments, "--data", Path]);

    public CrmProcess Begin(params IEnumerable<string> arguments) => CrmProcess.Start(eventLog, [.. arguments, "--data", Path]);

    /// <summary>Restores what another folder exported, and takes its administrator's token too.</summary>
    public async Task Restore(string file, CrmFolder other)
    {
        var said = await Crm("restore", file);
        said.ExitCode.ShouldBe(0, said.Errors);
        File.Copy(other.AdminToken, AdminToken);
    }

    /// <summary>Starts the server, without waiting for it.</summary>
    public CrmProcess Serve() => Begin("run", "--urls", Url);

    /// <summary>Every projection is live and level with the head, nothing is parked, and the assessor has nothing to do.</summary>
    public Task Quiet() => Until.Holds(IsQuiet);

    /// <summary>Level before, so that the assessor has seen everything; and after, so that what it then recorded is in the tables.</summary>
    public Task<bool> IsQuiet() => Answers(async () => await IsReady() && await AreLevel() && await IsAssessed() && await AreLevel());

    /// <summary>The process says that it is.</summary>
    public Task Ready() => Until.Holds(() => Answers(IsReady));

    private async Task<bool> IsReady()
    {
        using var ready = await _http.GetAsync(new Uri($"{Url}/health/ready"));
        return ready.StatusCode == HttpStatusCode.OK;
    }

    private static async Task<bool> Answers(Func<Task<bool>> question)
    {
        try
        {
            return await question();
        }
        catch (Exception error) when (error is HttpRequestException or NpgsqlException or IOException or TaskCanceledException)
        {
            return false;
        }
    }

    public async Task<HttpStatusCode> Get(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Url + path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>Asks the server, as often as it takes while it is being started again.</summary>
    public async Task<JsonObject> Ask(HttpMethod method, string path, string token, object? body = null)
    {
        JsonObject? said = null;
        var command = Guid.NewGuid().ToString("D");
        await Until.Holds(() => Answers(async () =>
        {
            using var request = new HttpRequestMessage(method, new Uri(Url + path));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
            request.Headers.Add("Idempotency-Key", command);
            if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body), null, "application/json");
            using var answer = await _http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) return false;
            answer.IsSuccessStatusCode.ShouldBeTrue(text);
            said = JsonNode.Parse(text)!.AsObject();
            return true;
        }));
        return said!;
    }

    /// <summary>Kills one of the folder's PostgreSQL processes: the first, which started the others, or one that serves a connection.</summary>
    public void KillPostgres(bool theWholeServer, Random random)
    {
        if (!File.Exists(In("postgres/postmaster.pid")) || !int.TryParse(File.ReadLines(In("postgres/postmaster.pid")).FirstOrDefault(), CultureInfo.InvariantCulture, out var postmaster)) return;
        var backends = ChildrenOf(postmaster);
        var victim = theWholeServer || backends.Count == 0 ? postmaster : backends[random.Next(backends.Count)];
        try
        {
            using var process = Process.GetProcessById(victim);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has just ended by itself.
        }
    }

    public async Task<NpgsqlConnection> Connect()
    {
        using var address = JsonDocument.Parse(await File.ReadAllTextAsync(In("postgres.json")));
        var says = address.RootElement;
        var connection = new NpgsqlConnection(
            $"Host={says.GetProperty("host")};Port={says.GetProperty("port")};Database={says.GetProperty("database")};Username={says.GetProperty("user")};Password={says.GetProperty("password")};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    public async Task<object?> Ask(string sql)
    {
        await using var connection = await Connect();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (Directory.Exists(In("postgres"))) await Crm("projections", "list"); // the last to leave stops the server
        _parent.Delete(recursive: true);
    }

    private async Task<bool> AreLevel()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{Url}/api/projections"));
        request.Headers.Authorization = new("Bearer", (await File.ReadAllTextAsync(AdminToken)).Trim());
        using var answer = await _http.SendAsync(request);
        if (answer.StatusCode != HttpStatusCode.OK) return false;
        var builds = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray().Where(build => build!["state"]!.GetValue<string>() == "live").ToList();
        return builds.Count >= 10 && builds.All(build => build!["position"]!.GetValue<string>() == build["head"]!.GetValue<string>());
    }

    private async Task<bool> IsAssessed()
    {
        var stages = await Ask("select build from control.live where projection = 'stages'");
        return await Ask($"""
            select coalesce((select max(position) from "{stages}".stage_work), 0) <= coalesce((select position from control.reactor where name = 'stage-assessor'), 0)
            """) is true;
    }

    private static DirectoryInfo Made()
    {
        var made = Directory.CreateTempSubdirectory("crm-folder-");
        File.SetUnixFileMode(made.FullName, (UnixFileMode)0b111_101_101);
        return made;
    }

    private static List<int> ChildrenOf(int parent)
    {
        List<int> children = [];
        foreach (var process in Directory.GetDirectories("/proc"))
            try
            {
                if (!int.TryParse(System.IO.Path.GetFileName(process), CultureInfo.InvariantCulture, out var id)) continue;
                var afterName = File.ReadAllText($"{process}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                var isBackend = File.ReadAllText($"{process}/cmdline").Contains("postgres: crm", StringComparison.Ordinal);
                if (isBackend && int.Parse(afterName[1], CultureInfo.InvariantCulture) == parent) children.Add(id);
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        return children;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
