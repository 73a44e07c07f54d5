using System.Security.Cryptography;
using System.Text;

namespace ProKure.Integrations.Authentication.Keys;

/// <summary>AES-256 in GCM with a random nonce of 96 bits and a tag of 128 (NIST SP 800-38D): nonce, then text, then tag.</summary>
internal static class Aes256
{
    public const int KeyBytes = 32;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text, string associated)
    {
        var sealedBytes = new byte[NonceBytes + text.Length + TagBytes];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, text, sealedBytes.AsSpan(NonceBytes, text.Length), sealedBytes.AsSpan(NonceBytes + text.Length), Encoding.UTF8.GetBytes(associated));
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">Another key or other associated data was used, or something was changed.</exception>
    public static byte[] Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> sealedBytes, string associated)
    {
        if (sealedBytes.Length < NonceBytes + TagBytes)
            throw new CryptographicException("Too short to be encrypted.");
        var text = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(sealedBytes[..NonceBytes], sealedBytes[NonceBytes..^TagBytes], sealedBytes[^TagBytes..], text, Encoding.UTF8.GetBytes(associated));
        return text;
    }
}
