using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Capture;

/// <summary>The part of a body that stays in the log when the body is too long for it. What is cut was redacted before.</summary>
internal static class BodyHead
{
    /// <summary>Cuts the beginning of a body so that it is valid for what it is: JSON stays JSON, text ends between characters, base64 at a multiple of four.</summary>
    /// <param name="head">The beginning of the redacted body; longer than <paramref name="limit"/>, or all of it.</param>
    /// <param name="limit">The most bytes in the log.</param>
    /// <param name="format">What the body is; base64 where it is no text.</param>
    public static ReadOnlyMemory<byte> Cut(ReadOnlyMemory<byte> head, int limit, BodyFormat format) => format switch
    {
        BodyFormat.Json => JsonHead.Cut(head.Span, limit),
        BodyFormat.Base64 => Base64(head.Span[..Math.Min(head.Length, limit / 4 * 3)]),
        _ => head[..TextEnd(head.Span, limit)].ToArray(),
    };

    /// <summary>Bytes as the log has them.</summary>
    public static ReadOnlyMemory<byte> Base64(ReadOnlySpan<byte> bytes)
    {
        var text = new byte[System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(bytes.Length)];
        System.Buffers.Text.Base64.EncodeToUtf8(bytes, text, out _, out var written);
        return text.AsMemory(0, written);
    }

    private static int TextEnd(ReadOnlySpan<byte> text, int limit)
    {
        var end = Math.Min(text.Length, limit);
        var start = end;
        while (start > 0 && end - start < 4 && (text[start - 1] & 0xC0) == 0x80)
            start--;
        if (start == 0)
            return end;
        var needed = text[start - 1] switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
        return end - (start - 1) < needed ? start - 1 : end;
    }
}
