using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EventSourcedCrm.EventLog.Postgres.Wire;

/// <summary>
/// Shows a server that one knows the password, without sending it, and is shown that the server knows it as well: SCRAM-SHA-256 of RFC 5802 and 7677,
/// without channel binding. PostgreSQL takes the user's name from the start of the connection, so that it stays empty here.
/// </summary>
/// <param name="password">Of ASCII; others would have to be prepared by RFC 4013 first.</param>
/// <param name="nonce">Never used twice; printable and without a comma.</param>
/// <param name="user">Only PostgreSQL leaves it out.</param>
internal sealed class Scram(string password, string nonce, string user = "")
{
    public const string Mechanism = "SCRAM-SHA-256";

    private byte[] _saltedPassword = [];
    private string _signed = "";

    public static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));

    public string First => $"n,,{FirstBare}";

    private string FirstBare => $"n={user},r={nonce}";

    /// <param name="serverFirst">What the server said to <see cref="First"/>.</param>
    /// <exception cref="WireRefusedException">It is not an answer to that.</exception>
    public string Final(string serverFirst)
    {
        var (bothNonces, salt, iterations) = (Field(serverFirst, 'r'), Field(serverFirst, 's'), Field(serverFirst, 'i'));
        if (!bothNonces.StartsWith(nonce, StringComparison.Ordinal)) throw new WireRefusedException("The server does not go on from what it was sent.");
        _saltedPassword = Rfc2898DeriveBytes.Pbkdf2(
            password, Convert.FromBase64String(salt), int.Parse(iterations, CultureInfo.InvariantCulture), HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var clientKey = Hmac(_saltedPassword, "Client Key");
        var withoutProof = $"c=biws,r={bothNonces}"; // biws: n,, in Base64
        _signed = $"{FirstBare},{serverFirst},{withoutProof}";
        var signature = Hmac(SHA256.HashData(clientKey), _signed);
        return $"{withoutProof},p={Convert.ToBase64String([.. clientKey.Zip(signature, (key, mask) => (byte)(key ^ mask))])}";
    }

    /// <param name="serverFinal">What the server said to <see cref="Final"/>.</param>
    /// <exception cref="WireRefusedException">The server does not know the password: it is not the one it should be.</exception>
    public void Check(string serverFinal)
    {
        var expected = Hmac(Hmac(_saltedPassword, "Server Key"), _signed);
        if (!CryptographicOperations.FixedTimeEquals(expected, Convert.FromBase64String(Field(serverFinal, 'v'))))
            throw new WireRefusedException("The server does not know the password itself.");
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Field(string message, char name) =>
        message.Split(',').FirstOrDefault(field => field.StartsWith($"{name}=", StringComparison.Ordinal))?[2..]
            ?? throw new WireRefusedException($"The server's \"{name}\" is missing.");
}
