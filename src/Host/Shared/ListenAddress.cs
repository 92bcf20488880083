using System.Net;

namespace EventSourcedCrm.Host.Shared;

/// <summary>Passwords and customers' data must not cross a network in clear by accident.</summary>
public static class ListenAddress
{
    public static void Check(string urls, bool allowed)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate(url.Replace("://*", "://0.0.0.0").Replace("://+", "://0.0.0.0"), UriKind.Absolute, out var uri))
                throw new SentenceException($"--urls: {url} is not an address. Give one such as http://127.0.0.1:5080.");
            var isLocal = uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
            if (uri.Scheme == "http" && !isLocal && !allowed)
                throw new SentenceException($"{url} would serve customers' data without encryption beyond this machine. Put TLS in front of it, or say --listen-without-tls.");
        }
    }
}
