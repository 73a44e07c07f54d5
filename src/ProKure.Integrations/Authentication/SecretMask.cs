using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using ProKure.Integrations.Capture;

namespace ProKure.Integrations.Authentication;

/// <summary>
/// Takes the secrets in use out of what is kept or shown, wherever they stand: an answer that echoes them, a URL, a message. Comes before the rules for names and patterns,
/// which cannot know them.
/// </summary>
/// <remarks>Shorter ones than <see cref="ShortestMasked"/> characters are left to those rules: they would turn up in any amount or code.</remarks>
internal sealed class SecretMask
{
    /// <summary>The length from which on a secret is looked for.</summary>
    public const int ShortestMasked = 6;

    /// <summary>No secrets.</summary>
    public static readonly SecretMask None = new([]);

    private readonly byte[][] _forms;

    public SecretMask(IEnumerable<string> secrets) => _forms =
        [.. secrets.Where(secret => secret.Length >= ShortestMasked).SelectMany(FormsOf).Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length).Select(Encoding.UTF8.GetBytes)];

    /// <summary>Whether there is nothing to look for.</summary>
    public bool IsEmpty => _forms.Length == 0;

    /// <summary>The first secret that is all there.</summary>
    /// <returns>Where it begins, -1 for none; its length.</returns>
    public (int At, int Length) Find(ReadOnlySpan<byte> bytes)
    {
        var (first, length) = (-1, 0);
        foreach (var form in _forms)
        {
            var at = bytes.IndexOf(form);
            if (at < 0 || (first >= 0 && at >= first))
                continue;
            (first, length) = (at, form.Length);
        }

        return (first, length);
    }

    /// <summary>How many bytes at the end may be the beginning of a secret.</summary>
    public int OpenAtEnd(ReadOnlySpan<byte> bytes)
    {
        var open = 0;
        foreach (var form in _forms)
        {
            for (var length = Math.Min(form.Length - 1, bytes.Length); length > open; length--)
            {
                if (bytes.EndsWith(form.AsSpan(0, length)))
                    open = length;
            }
        }

        return open;
    }

    /// <summary>As <see cref="Mask(ReadOnlyMemory{byte})"/>, for bytes that broke off: also without the beginning of a secret at their end.</summary>
    public ReadOnlyMemory<byte> MaskCut(ReadOnlyMemory<byte> bytes)
    {
        var masked = Mask(bytes);
        return OpenAtEnd(masked.Span) is var open and > 0 ? (byte[])[.. masked.Span[..^open], .. Placeholder.Utf8] : masked;
    }

    /// <summary>The bytes without secrets; the very same where there are none.</summary>
    public ReadOnlyMemory<byte> Mask(ReadOnlyMemory<byte> bytes)
    {
        foreach (var form in _forms)
        {
            if (bytes.Span.IndexOf(form) >= 0)
                bytes = Without(bytes.Span, form);
        }

        return bytes;
    }

    /// <summary>The text without secrets.</summary>
    public string Mask(string text)
    {
        if (_forms.Length == 0)
            return text;
        var bytes = Encoding.UTF8.GetBytes(text);
        var masked = Mask((ReadOnlyMemory<byte>)bytes);
        return masked.Equals(bytes) ? text : Encoding.UTF8.GetString(masked.Span);
    }

    private static byte[] Without(ReadOnlySpan<byte> bytes, byte[] form)
    {
        using var masked = new MemoryStream(bytes.Length);
        for (int at; (at = bytes.IndexOf(form)) >= 0; bytes = bytes[(at + form.Length)..])
        {
            masked.Write(bytes[..at]);
            masked.Write(Placeholder.Utf8);
        }

        masked.Write(bytes);
        return masked.ToArray();
    }

    // As it is, and as JSON, a URL, a form, XML and base64 write it.
    private static IEnumerable<string> FormsOf(string secret) =>
    [
        secret,
        JavaScriptEncoder.Default.Encode(secret),
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
        Uri.EscapeDataString(secret),
        Uri.EscapeDataString(secret).Replace("%20", "+", StringComparison.Ordinal),
        SecurityElement.Escape(secret),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
    ];
}
