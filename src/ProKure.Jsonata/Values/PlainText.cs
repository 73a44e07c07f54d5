using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using ProKure.Jsonata.Numbers;

namespace ProKure.Jsonata.Values;

/// <summary>
/// Texts as UTF-8 without anything that JSON escapes, which is how most strings of the input stand there. Functions that know how to work on them
/// so need not decode them; what they make goes to the <see cref="StringArena"/>.
/// </summary>
internal static class PlainText
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    /// <summary>The text of a string that is short and written without escapes; false for any other value.</summary>
    public static bool TryGet(in Value value, out ReadOnlySpan<byte> utf8)
    {
        if (value.Kind == ValueKind.RawString && value.Table.TryGetPlainString(value.Row, out utf8))
            return utf8.Length <= StringArena.Longest;
        utf8 = default;
        return false;
    }

    /// <summary>The UTF-8 of a short text; false where it is long, or has lone surrogates.</summary>
    public static bool TryEncode(ReadOnlySpan<char> text, Span<byte> buffer, out ReadOnlySpan<byte> utf8)
    {
        var status = Utf8.FromUtf16(text, buffer, out _, out var written, replaceInvalidSequences: false);
        utf8 = buffer[..written];
        return status == OperationStatus.Done;
    }

    /// <summary>The UTF-8 of a text; null where it has lone surrogates.</summary>
    public static byte[]? Encode(string text)
    {
        var utf8 = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return TryEncode(text, utf8, out var encoded) ? encoded.ToArray() : null;
    }

    /// <summary>Appends what <c>$string</c> makes of a string or number; false where it does not fit, or needs escapes.</summary>
    public static bool TryAppend(ref PlainBuffer buffer, in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.RawString:
                return value.Table.TryGetPlainString(value.Row, out var utf8) && buffer.TryAppend(utf8);
            case ValueKind.String:
                return TryEncode(value.AsString(), buffer.Rest, out var encoded) && !encoded.ContainsAny(Escaped) && buffer.TryKeep(encoded.Length);
            case ValueKind.Number or ValueKind.RawNumber:
                var number = value.AsNumber();
                return double.IsFinite(number) && NumberText.TryFormatRounded(number, buffer.Rest, out var written) && buffer.TryKeep(written);
            default:
                return false;
        }
    }

    /// <summary>Index of a short text in another; -1 where it is not in it. False where that cannot be told from the UTF-8.</summary>
    public static bool TryFind(in Value text, in Value sought, out ReadOnlySpan<byte> utf8, out int index, out int length)
    {
        Span<byte> buffer = stackalloc byte[StringArena.Longest];
        (index, length) = (-1, 0);
        if (!TryGet(text, out utf8))
            return false;
        scoped ReadOnlySpan<byte> mark;
        if (!TryGet(sought, out mark) && !(sought.Kind == ValueKind.String && TryEncode(sought.AsString(), buffer, out mark)))
            return false;
        (index, length) = (utf8.IndexOf(mark), mark.Length);
        return true;
    }
}

/// <summary>A text under construction on the stack.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct PlainBuffer(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public readonly Span<byte> Rest => _buffer[_length..];

    public bool TryAppend(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.TryCopyTo(Rest))
            return false;
        _length += utf8.Length;
        return true;
    }

    /// <summary>Keeps what was put at the start of <see cref="Rest"/>.</summary>
    public bool TryKeep(int length)
    {
        _length += length;
        return true;
    }
}
