using System.Security.Cryptography;
using System.Text;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Hub.Security;

/// <summary>
/// An API key as its owner holds it: <c>pk_ID_SECRET</c>, the secret being 256 random bits in lower-case hex. Only the SHA-256 of the secret's text is kept:
/// with that much chance in it, a slow hash would add nothing.
/// </summary>
internal static class ApiKeyText
{
    private const string Prefix = "pk_";
    private const int SecretBytes = 32;
    private const int SecretLength = SecretBytes * 2;

    // What a secret is compared with when there is no key, so that unknown ids take as long as wrong secrets.
    private static readonly string NoHash = new('0', SHA256.HashSizeInBytes * 2);

    /// <summary>Makes a new secret.</summary>
    public static (string Text, string SecretHash) Create(string id)
    {
        var secret = RandomNumberGenerator.GetHexString(SecretLength, lowercase: true);
        return ($"{Prefix}{id}_{secret}", Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret))));
    }

    /// <summary>Takes a key apart.</summary>
    public static bool TrySplit(string text, out string id, out ReadOnlySpan<char> secret)
    {
        id = "";
        secret = default;
        var end = text.Length - SecretLength - 1;
        if (end <= Prefix.Length || end > Prefix.Length + ConfigurationCode.MaxLength || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[end] != '_')
            return false;
        secret = text.AsSpan(end + 1);
        if (secret.ContainsAnyExceptInRange('0', 'f'))
            return false;
        id = text[Prefix.Length..end];
        return true;
    }

    /// <summary>Whether the secret is the key's. Takes the same time whatever the answer.</summary>
    public static bool IsSecretOf(ApiKeyConfig? key, ReadOnlySpan<char> secret)
    {
        Span<byte> ascii = stackalloc byte[SecretLength];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        Encoding.ASCII.GetBytes(secret, ascii);
        SHA256.HashData(ascii, hash);
        var isHash = Convert.FromHexString(key?.SecretHash ?? NoHash, expected, out _, out var written) == System.Buffers.OperationStatus.Done
            && written == expected.Length;
        return CryptographicOperations.FixedTimeEquals(hash, expected) && isHash && key is not null;
    }
}
