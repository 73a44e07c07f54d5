using System.Security.Cryptography;
using System.Text;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Authentication.Signing;

/// <summary>The key of signatures, read as its settings say.</summary>
internal static class HmacKey
{
    public static bool CanRead(HmacConfig hmac, string secret)
    {
        try
        {
            _ = Read(hmac, secret);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <exception cref="FormatException">The secret is not written in the form that is configured.</exception>
    public static byte[] Read(HmacConfig hmac, string secret) => hmac.KeyForm switch
    {
        HmacKeyForm.Hex => Convert.FromHexString(secret),
        HmacKeyForm.Base64 => Convert.FromBase64String(secret),
        _ => Encoding.UTF8.GetBytes(secret),
    };

    /// <summary>The signature of a text, written as configured.</summary>
    public static string Sign(HmacConfig hmac, byte[] key, string text)
    {
        var hash = hmac.Algorithm switch
        {
            HmacAlgorithm.Sha512 => HMACSHA512.HashData(key, Encoding.UTF8.GetBytes(text)),
#pragma warning disable CA5350 // HMAC-SHA1 is what some systems ask for; as a MAC it is not known to be broken.
            HmacAlgorithm.Sha1 => HMACSHA1.HashData(key, Encoding.UTF8.GetBytes(text)),
#pragma warning restore CA5350
            _ => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)),
        };
        return hmac.Encoding == BinaryText.Base64 ? Convert.ToBase64String(hash) : Convert.ToHexStringLower(hash);
    }
}
