using System.Buffers;
using System.Buffers.Text;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>Tokens with a structure of their own.</summary>
internal static class TokenRecognisers
{
    public static RedactionRule Jwt { get; } = new("jwt", "JSON Web Token (RFC 7519), also encrypted");

    public static RedactionRule PrivateKey { get; } = new("private-key", "Private key in PEM form: PKCS#8, RSA, EC, DSA, OpenSSH, PGP");

    public static RedactionRule SendGrid { get; } = new("sendgrid-key", "API key of SendGrid");

    public static RedactionRule AzureSecret { get; } = new("azure-client-secret", "Client secret of Microsoft Entra ID (Azure)");

    public static RedactionRule Mailchimp { get; } = new("mailchimp-key", "API key of Mailchimp");

    public static RedactionRule Telegram { get; } = new("telegram-token", "Bot token of Telegram");

    private const int ShortestJwtHeader = 10;
    private const int LongestPemLabel = 64;

    /// <summary>A header that begins with <c>{"</c>, a dot, and the next part.</summary>
    public static bool TryJwt(ReadOnlySpan<byte> text, int at, out TextMatch match)
    {
        match = default;
        if (!text[at..].StartsWith("eyJ"u8) || !Words.Begins(text, at))
            return false;
        var rest = text[at..];
        var header = rest.IndexOfAnyExcept(Alphabet.Word);
        if (header < ShortestJwtHeader || rest[header] != '.')
            return false;
        var payload = rest[(header + 1)..].IndexOfAnyExcept(Alphabet.Word);
        if (payload is >= 0 and < 2)
            return false;
        match = new TextMatch(at, at + header + 1, Jwt) { Tail = Tail.Run, Alphabet = Alphabet.Token };
        return true;
    }

    public static bool TryPrivateKey(ReadOnlySpan<byte> text, int at, out TextMatch match)
    {
        match = default;
        var rest = text[at..];
        var dashes = rest.IndexOfAnyExcept((byte)'-');
        if (dashes < 4 || (at > 0 && text[at - 1] == '-'))
            return false;
        var label = rest[dashes..].TrimStart((byte)' ');
        if (!label.StartsWith("BEGIN "u8))
            return false;
        label = label[..Math.Min(label.Length, LongestPemLabel)];
        var end = label.IndexOf("---"u8);
        if (end < 0 || label[..end].IndexOf("PRIVATE KEY"u8) < 0)
            return false;
        match = new TextMatch(at, rest.Length - rest[dashes..].TrimStart((byte)' ').Length + at + end, PrivateKey) { Tail = Tail.Pem };
        return true;
    }

    // SG., 22 characters, a dot, 43 characters.
    public static bool TrySendGrid(ReadOnlySpan<byte> text, int at, out TextMatch match)
    {
        match = default;
        var rest = text[at..];
        if (!rest.StartsWith("SG."u8) || !Words.Begins(text, at) || rest.Length < 60)
            return false;
        var id = rest[3..].IndexOfAnyExcept(Alphabet.Word);
        if (id is not (>= 16 and <= 24) || rest[3 + id] != '.')
            return false;
        var secret = rest[(4 + id)..].IndexOfAnyExcept(Alphabet.Word);
        secret = secret < 0 ? rest.Length - 4 - id : secret;
        if (secret is not (>= 32 and <= 48))
            return false;
        match = new TextMatch(at, at + 4 + id + secret, SendGrid);
        return true;
    }

    // Three characters, a digit, Q~, 31 to 34 characters; found at the Q.
    public static bool TryAzureSecret(ReadOnlySpan<byte> text, int at, out TextMatch match)
    {
        match = default;
        if (at < 4 || !text[at..].StartsWith("Q~"u8) || !char.IsAsciiDigit((char)text[at - 1]))
            return false;
        var start = at - 4;
        var rest = text[(at + 2)..];
        if (text[start..at].ContainsAnyExcept(Alphabet.Token) || (start > 0 && Alphabet.Token.Contains(text[start - 1]) && text[start - 1] != '='))
            return false;
        var length = rest.IndexOfAnyExcept(Alphabet.Token);
        length = length < 0 ? rest.Length : length;
        if (length is not (>= 31 and <= 36))
            return false;
        match = new TextMatch(start, at + 2 + length, AzureSecret);
        return true;
    }

    // 32 hexadecimal digits and the data centre: -us21. Found at the -us.
    public static bool TryMailchimp(ReadOnlySpan<byte> text, int at, out TextMatch match)
    {
        match = default;
        if (at < 32 || !text[at..].StartsWith("-us"u8) || text[(at - 32)..at].ContainsAnyExcept(Alphabet.Hex) || !Words.Begins(text, at - 32))
            return false;
        var digits = text[(at + 3)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? text.Length - at - 3 : digits;
        if (digits is not (1 or 2) || !Words.EndsBefore(text, at + 3 + digits))
            return false;
        match = new TextMatch(at - 32, at + 3 + digits, Mailchimp);
        return true;
    }

    // The bot's number, a colon, 35 characters. Found at the colon.
    public static bool TryTelegram(ReadOnlySpan<byte> text, int at, out TextMatch match)
    {
        match = default;
        var digits = at - 1 - text[..at].LastIndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits is not (>= 8 and <= 10))
            return false;
        var rest = text[(at + 1)..];
        var length = rest.IndexOfAnyExcept(Alphabet.Word);
        if ((length < 0 ? rest.Length : length) != 35)
            return false;
        match = new TextMatch(at - digits, at + 36, Telegram);
        return true;
    }

    /// <summary>Whether base64 decodes to a user name and a password (RFC 7617).</summary>
    public static bool IsBasicCredential(ReadOnlySpan<byte> token)
    {
        Span<byte> decoded = stackalloc byte[192];
        token = token.TrimEnd((byte)'=');
        if (token.Length > 252)
            return true;
        Span<byte> padded = stackalloc byte[256];
        token.CopyTo(padded);
        var length = (token.Length + 3) & ~3;
        padded[token.Length..length].Fill((byte)'=');
        if (Base64.DecodeFromUtf8(padded[..length], decoded, out _, out var written) != OperationStatus.Done)
            return false;
        return decoded[..written].Contains((byte)':') && !decoded[..written].ContainsAnyInRange((byte)0, (byte)31);
    }
}
