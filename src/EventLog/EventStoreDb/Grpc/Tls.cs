using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EventSourcedCrm.EventLog.EventStoreDb.Grpc;

/// <summary>The connections of a client: as many as its calls need, kept awake, and trusting whom the connection string says.</summary>
internal static class Tls
{
    /// <exception cref="EventStoreException">A certificate file cannot be read.</exception>
    public static SocketsHttpHandler Handler(EventStoreSettings settings) => new()
    {
        EnableMultipleHttp2Connections = true, // servers take a hundred calls a connection; the next would wait for ever
        KeepAlivePingDelay = settings.KeepAliveInterval,
        KeepAlivePingTimeout = settings.KeepAliveTimeout,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
        ConnectTimeout = settings.DefaultDeadline,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        SslOptions = Options(settings),
    };

    private static SslClientAuthenticationOptions Options(EventStoreSettings settings)
    {
        var options = new SslClientAuthenticationOptions();
        if (!settings.TlsVerifyCert) options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        else if (settings.TlsCaFile is { } file) options.CertificateChainPolicy = TrustOnly(file); // the host's name is checked as ever
        if (settings.UserCertFile is { } certificate)
            options.ClientCertificates = [Read(certificate, path => X509Certificate2.CreateFromPemFile(path, settings.UserKeyFile))];
        return options;
    }

    private static X509ChainPolicy TrustOnly(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        Read(file, path =>
        {
            policy.CustomTrustStore.ImportFromPemFile(path);
            return policy;
        });
        return policy.CustomTrustStore.Count > 0 ? policy : throw new EventStoreException($"The file {file} of tlsCaFile holds no certificate in PEM form.");
    }

    private static T Read<T>(string file, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new EventStoreException($"The certificate file {file} of the connection string cannot be read: {e.Message}", e);
        }
    }
}
