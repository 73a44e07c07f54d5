using System.Buffers;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>Sets of bytes that keys and tokens are made of.</summary>
internal static class Alphabet
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";

    public static SearchValues<byte> Hex { get; } = Of($"{Digits}abcdefABCDEF");

    public static SearchValues<byte> Alphanumeric { get; } = Of($"{Letters}{Digits}");

    public static SearchValues<byte> UpperBase32 { get; } = Of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");

    /// <summary>Base64url (RFC 4648, section 5), which most vendors' keys keep to.</summary>
    public static SearchValues<byte> Word { get; } = Of($"{Letters}{Digits}_-");

    /// <summary>Base64 (RFC 4648, section 4) and base64url with their padding.</summary>
    public static SearchValues<byte> Base64 { get; } = Of($"{Letters}{Digits}+/=_-");

    /// <summary>The form of a token after an authorization scheme: token68 (RFC 9110, section 11.2).</summary>
    public static SearchValues<byte> Token { get; } = Of($"{Letters}{Digits}+/=_-.~");

    private static SearchValues<byte> Of(string characters) => SearchValues.Create([.. characters.Select(c => (byte)c)]);
}
