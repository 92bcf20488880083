using System.Globalization;
using System.Text.RegularExpressions;

namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>
/// Reads <c>esdb[+discover]://[user:password@]host[:port][,host[:port]…][/][?key=value&amp;…]</c> as the official clients do, and beyond
/// them percent-encoded credentials and IPv6 addresses in brackets. It is no URI: a comma separates hosts.
/// </summary>
internal static partial class ConnectionString
{
    private const int DefaultPort = 2113;

    private static readonly Dictionary<string, Func<EventStoreSettings, string, EventStoreSettings>> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["tls"] = (s, v) => s with { Tls = Bool(v) },
        ["tlsVerifyCert"] = (s, v) => s with { TlsVerifyCert = Bool(v) },
        ["tlsCaFile"] = (s, v) => s with { TlsCaFile = v },
        ["userCertFile"] = (s, v) => s with { UserCertFile = v },
        ["userKeyFile"] = (s, v) => s with { UserKeyFile = v },
        ["connectionName"] = (s, v) => s with { ConnectionName = Ascii(v) },
        ["nodePreference"] = (s, v) => s with { NodePreference = Preference(v) },
        ["maxDiscoverAttempts"] = (s, v) => s with { MaxDiscoverAttempts = Whole(v, 1) },
        ["discoveryInterval"] = (s, v) => s with { DiscoveryInterval = Milliseconds(v, 0) },
        ["gossipTimeout"] = (s, v) => s with { GossipTimeout = Milliseconds(v, 1) },
        ["keepAliveInterval"] = (s, v) => s with { KeepAliveInterval = KeepAlive(v) },
        ["keepAliveTimeout"] = (s, v) => s with { KeepAliveTimeout = KeepAlive(v) },
        ["defaultDeadline"] = (s, v) => s with { DefaultDeadline = Milliseconds(v, 1) },
        ["throwOnAppendFailure"] = (s, v) => Bool(v) ? s : throw new FormatException("must be true, because a refused append is always an exception here"),
    };

    [GeneratedRegex(@"^(esdb|kurrentdb|kurrent|kdb)(\+discover)?://(?:([^@/?]*)@)?([^@/?]*)/?(?:\?(.*))?$", RegexOptions.IgnoreCase)]
    private static partial Regex Grammar();

    public static EventStoreSettings Parse(string text)
    {
        var parts = Grammar().Match(text);
        if (!parts.Success)
            throw Unreadable("it must look like esdb://user:password@host:2113?tls=true, or esdb+discover://host1,host2,host3; in a user name or password write @ : / ? percent-encoded");
        var hosts = parts.Groups[4].Value.Split(',').Select(Host).ToArray();
        var settings = new EventStoreSettings { Hosts = hosts, Discover = parts.Groups[2].Success || hosts.Length > 1 };
        if (parts.Groups[3].Success) settings = WithUser(settings, parts.Groups[3].Value);
        settings = Options(settings, parts.Groups[5].Value);
        return settings.UserCertFile is null == settings.UserKeyFile is null
            ? settings
            : throw Unreadable("userCertFile and userKeyFile belong together: give both or neither");
    }

    private static EventStoreSettings WithUser(EventStoreSettings settings, string text) => text.Split(':') is [var user, var password]
        ? settings with { User = Uri.UnescapeDataString(user), Password = Uri.UnescapeDataString(password) }
        : throw Unreadable("before the @ there must be user:password with exactly one colon; write a colon inside them as %3A");

    private static Endpoint Host(string text)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']') + 1 : text.LastIndexOf(':') is var colon and >= 0 ? colon : text.Length;
        var host = text[..end].Trim('[', ']');
        if (host.Length == 0 || (host.Contains(':') && !text.StartsWith('[')))
            throw Unreadable($"\"{text}\" is no host; write a name, an IPv4 address, or an IPv6 address in [brackets], each with an optional :port");
        if (end == text.Length) return new(host, DefaultPort);
        return text[end] == ':' && ushort.TryParse(text.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? new(host, port)
            : throw Unreadable($"the port of \"{text}\" must be a number from 1 to 65535");
    }

    private static EventStoreSettings Options(EventStoreSettings settings, string text)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var option in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (option.Split('=') is not [var key, { Length: > 0 } value]) throw Unreadable($"the option \"{option}\" must have the form key=value");
            if (!Keys.TryGetValue(key, out var set)) throw Unreadable($"there is no option {key}; there are {string.Join(", ", Keys.Keys)}");
            if (!seen.Add(key)) throw Unreadable($"the option {key} is given twice; keep one");
            try
            {
                settings = set(settings, value);
            }
            catch (FormatException e)
            {
                throw Unreadable($"the value \"{value}\" of {key} {e.Message}");
            }
        }
        return settings;
    }

    private static bool Bool(string value) => bool.TryParse(value, out var parsed) ? parsed : throw new FormatException("must be true or false");

    private static int Whole(string value, int least) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new FormatException($"must be a whole number of at least {least}");

    private static TimeSpan Milliseconds(string value, int least) => TimeSpan.FromMilliseconds(Whole(value, least));

    private static TimeSpan KeepAlive(string value) => value == "-1" ? Timeout.InfiniteTimeSpan : Milliseconds(value, 1_000);

    private static string Ascii(string value) => value.All(c => c is >= ' ' and <= '~') ? value : throw new FormatException("must be plain ASCII");

    private static NodePreference Preference(string value) => Enum.GetNames<NodePreference>().Contains(value, StringComparer.OrdinalIgnoreCase)
        ? Enum.Parse<NodePreference>(value, ignoreCase: true)
        : throw new FormatException("must be leader, follower, readOnlyReplica or random");

    private static EventStoreException Unreadable(string why) => new($"The connection string of EventStoreDB cannot be read: {why}.");
}
