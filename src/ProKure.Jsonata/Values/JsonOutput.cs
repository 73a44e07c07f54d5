using System.Buffers;
using System.Buffers.Text;
using System.Text;
using ProKure.Jsonata.Numbers;

namespace ProKure.Jsonata.Values;

/// <summary>JSON text under construction in a pooled buffer. What was written last can be taken back.</summary>
internal sealed class JsonOutput
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\', .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    private byte[] _buffer = [];

    /// <summary>Bytes allowed.</summary>
    public int Limit { get; set; } = int.MaxValue;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>Takes back all that was written from <paramref name="length"/> on.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Takes out one byte.</summary>
    public void RemoveAt(int index)
    {
        _buffer.AsSpan(index + 1, Length - index - 1).CopyTo(_buffer.AsSpan(index));
        Length--;
    }

    /// <summary>Empties the buffer, and gives it back where it is larger than <paramref name="keptBytes"/>.</summary>
    public void Reset(int keptBytes)
    {
        Length = 0;
        if (_buffer.Length <= keptBytes)
            return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    public void Byte(byte value)
    {
        if (Length == _buffer.Length)
            Grow(1);
        _buffer[Length++] = value;
    }

    public void Raw(ReadOnlySpan<byte> utf8)
    {
        if (_buffer.Length - Length < utf8.Length)
            Grow(utf8.Length);
        utf8.CopyTo(_buffer.AsSpan(Length));
        Length += utf8.Length;
    }

    public void Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    public void Null() => Raw("null"u8);

    /// <summary>A number as JavaScript writes it; infinity becomes null, as in JSON.stringify.</summary>
    public void Number(double value)
    {
        if (!double.IsFinite(value))
        {
            Null();
            return;
        }
        const int Longest = 32;
        if (_buffer.Length - Length < Longest)
            Grow(Longest);
        int written;
        if (value == (int)value)
            Utf8Formatter.TryFormat((int)value, _buffer.AsSpan(Length), out written);
        else
            NumberText.TryFormat(value, _buffer.AsSpan(Length), out written);
        Length += written;
    }

    /// <summary>A number rounded to 15 significant digits, as <c>$string</c> writes it.</summary>
    public void RoundedNumber(double value)
    {
        const int Longest = 32;
        if (_buffer.Length - Length < Longest)
            Grow(Longest);
        NumberText.TryFormatRounded(value, _buffer.AsSpan(Length), out var written);
        Length += written;
    }

    /// <summary>A string with its quotes, escaped only where JSON must; a lone surrogate is escaped too.</summary>
    public void String(string value)
    {
        Byte((byte)'"');
        var rest = value.AsSpan();
        while (true)
        {
            var plain = rest.IndexOfAny(Escaped);
            Plain(plain < 0 ? rest : rest[..plain]);
            if (plain < 0)
                break;
            var length = 1;
            if (char.IsHighSurrogate(rest[plain]) && plain + 1 < rest.Length && char.IsLowSurrogate(rest[plain + 1]))
            {
                length = 2;
                Plain(rest.Slice(plain, 2));
            }
            else
            {
                Escape(rest[plain]);
            }
            rest = rest[(plain + length)..];
        }
        Byte((byte)'"');
    }

    private void Plain(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_buffer.Length - Length < most)
            Grow(most);
        Length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(Length));
    }

    private void Escape(char character)
    {
        switch (character)
        {
            case '"':
                Raw("\\\""u8);
                break;
            case '\\':
                Raw("\\\\"u8);
                break;
            case '\b':
                Raw("\\b"u8);
                break;
            case '\f':
                Raw("\\f"u8);
                break;
            case '\n':
                Raw("\\n"u8);
                break;
            case '\r':
                Raw("\\r"u8);
                break;
            case '\t':
                Raw("\\t"u8);
                break;
            default:
                Span<byte> digits = stackalloc byte[4];
                Utf8Formatter.TryFormat((ushort)character, digits, out _, new StandardFormat('x', 4));
                Raw("\\u"u8);
                Raw(digits);
                break;
        }
    }

    private void Grow(int more)
    {
        // The limit is on what is written, not on the room that is reserved for the longest case.
        if (Length > Limit)
            throw new JsonataException("D1018", $"The result is larger than {Limit} bytes");
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(1024, checked((int)Math.Min(Array.MaxLength, Math.Max(Length + (long)more, Length * 2L)))));
        Written.CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    /// <summary>Checks the limit once more, when all is written.</summary>
    public void Finish()
    {
        if (Length > Limit)
            throw new JsonataException("D1018", $"The result is larger than {Limit} bytes");
    }

    public override string ToString() => Encoding.UTF8.GetString(Written);
}
