using System.Text;
using System.Text.Encodings.Web;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>The forms in which a text may hide, as bytes: in clear, JSON-escaped, percent-encoded, UTF-16, hex, and base64 wherever in a longer text it stands.</summary>
internal static class SecretForms
{
    /// <summary>The shortest form that is searched; a shorter one would turn up by chance.</summary>
    public const int Shortest = 8;

    // A half is enough to find what was cut in two; of numbers it would turn up by chance.
    private const int Longest = 16;
    private const int ShortestHalf = 9;

    public static IEnumerable<byte[]> Of(string secret) => PartsOf(secret).SelectMany(FormsOf).Select(form => (byte[])form).DistinctBy(Convert.ToHexString, StringComparer.Ordinal);

    // What a leak leaves of a secret that was cut is its beginning or its end; the end of either half is in it.
    private static IEnumerable<string> PartsOf(string secret)
    {
        var (first, second) = (secret[..(secret.Length / 2)], secret[(secret.Length / 2)..]);
        return second.Length < ShortestHalf || !second.Any(char.IsAsciiLetter) || !first.Any(char.IsAsciiLetter) ? [secret] : [End(first), End(second)];
    }

    private static string End(string text) => text.Length > Longest ? text[^Longest..] : text;

    private static IEnumerable<byte[]> FormsOf(string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        IEnumerable<byte[]> forms =
        [
            bytes,
            Encoding.Unicode.GetBytes(part),
            Encoding.BigEndianUnicode.GetBytes(part),
            .. Texts(
                JavaScriptEncoder.Default.Encode(part),
                JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(part),
                string.Concat(part.Select(c => $"\\u{(int)c:x4}")),
                Uri.EscapeDataString(part),
                string.Concat(bytes.Select(one => $"%{one:X2}")),
                Convert.ToHexString(bytes),
                Convert.ToHexStringLower(bytes)),
            .. InBase64(bytes).SelectMany(text => Texts(text, text.Replace('+', '-').Replace('/', '_'))),
        ];
        return forms.Where(form => form.Length >= Shortest);
    }

    // Of each of the three alignments what does not depend on the neighbours.
    private static IEnumerable<string> InBase64(byte[] bytes)
    {
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. bytes]);
            var from = before == 0 ? 0 : before + 1;
            var whole = (before + bytes.Length) * 8 / 6;
            yield return text[from..whole];
        }
    }

    private static IEnumerable<byte[]> Texts(params string[] texts) => texts.Select(Encoding.UTF8.GetBytes);
}
