using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>Base64 of a text that begins with <c>{</c>, <c>[</c> or <c>&lt;</c>: e, W or P, and a second character that says the same.</summary>
internal static class EncodedText
{
    /// <summary>Shorter ones are no base64 of anything.</summary>
    public const int Shortest = 16;

    /// <summary>What such base64 begins with.</summary>
    public static IEnumerable<PatternHead> Heads(int group) =>
    [
        new(group, "eW"u8.ToArray(), "wxyz0123456789+/-_"u8.ToArray()),
        new(group, "P"u8.ToArray(), "ABCDEFGHIJKLMNOP"u8.ToArray()),
    ];

    /// <summary>Whether a text begins as such base64 does.</summary>
    public static bool Begins(ReadOnlySpan<byte> text) =>
        text.Length >= Shortest
        && (text[0] is (byte)'e' or (byte)'W' ? "wxyz0123456789+/-_"u8.Contains(text[1]) : text[0] == 'P' && text[1] is >= (byte)'A' and <= (byte)'P')
        && !text[..Shortest].ContainsAnyExcept(Alphabet.Base64);

    /// <summary>Such base64 inside a text. Whether there is anything in it to redact is for the caller to find out.</summary>
    public static bool TryMatch(ReadOnlySpan<byte> text, int at, out TextMatch match)
    {
        match = default;
        var rest = text[at..];
        if (!Begins(rest) || (at > 0 && Alphabet.Base64.Contains(text[at - 1]) && text[at - 1] != '='))
            return false;
        var end = rest.IndexOfAnyExcept(Alphabet.Base64);
        match = new TextMatch(at, at + (end < 0 ? rest.Length : end), RedactionRule.EncodedText) { Tail = end < 0 ? Tail.Run : Tail.None, Alphabet = Alphabet.Base64 };
        return true;
    }

    /// <summary>Decodes base64 or base64url with or without padding, as far as it goes.</summary>
    /// <returns>The decoded bytes, in an array of their own; empty when they are no text.</returns>
    public static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> base64)
    {
        var padded = new byte[(base64.Length + 3) & ~3];
        var text = base64.TrimEnd((byte)'=');
        text.CopyTo(padded);
        var length = text.Length;
        if (length % 4 == 1)
            length--;
        padded.AsSpan().Replace((byte)'-', (byte)'+');
        padded.AsSpan().Replace((byte)'_', (byte)'/');
        while (length % 4 != 0)
            padded[length++] = (byte)'=';
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(length)];
        if (Base64.DecodeFromUtf8(padded.AsSpan(0, length), decoded, out _, out var written) != OperationStatus.Done)
            return default;
        return Utf8.IsValid(decoded.AsSpan(0, Math.Max(0, written - 3))) ? decoded.AsSpan(0, written) : default;
    }
}
