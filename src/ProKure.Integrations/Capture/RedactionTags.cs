using System.Security.Cryptography;

namespace ProKure.Integrations.Capture;

/// <summary>
/// Gives equal values equal tags: the first four bytes of HMAC-SHA-256. Without the key nothing can be tried out; with it, short values can be guessed,
/// so the key is kept as safe as they are.
/// </summary>
internal sealed class RedactionTags(byte[] key)
{
    /// <summary>The tag of a value, of the pieces that are added to it.</summary>
    public IncrementalHash Begin() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);

    /// <summary>The placeholder with the tag.</summary>
    public static string Placeholder(IncrementalHash value)
    {
        Span<byte> hash = stackalloc byte[32];
        value.GetHashAndReset(hash);
        return $"[REDACTED:{Convert.ToHexStringLower(hash[..4])}]";
    }
}
