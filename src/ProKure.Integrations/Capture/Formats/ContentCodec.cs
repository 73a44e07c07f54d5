using System.Buffers;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>How text is written where a format has it: with what escapes.</summary>
internal abstract class ContentCodec
{
    /// <summary>The text as it is.</summary>
    public static ContentCodec Raw { get; } = new RawCodec();

    /// <summary>Whether the text stands there as it is, without escapes.</summary>
    public abstract bool IsPlain(ReadOnlySpan<byte> written);

    /// <summary>Decodes as far as escapes are whole.</summary>
    /// <returns>How many bytes were decoded; all when nothing comes after them.</returns>
    public int Decode(ReadOnlySpan<byte> written, bool isFinal, IBufferWriter<byte> text)
    {
        if (written.IsEmpty)
            return 0;
        var decoded = Decode(written, isFinal, text.GetSpan(written.Length), out var length);
        text.Advance(length);
        return decoded;
    }

    /// <summary>As <see cref="Decode(ReadOnlySpan{byte}, bool, IBufferWriter{byte})"/>, into memory. A text is never longer than what is written for it.</summary>
    public abstract int Decode(ReadOnlySpan<byte> written, bool isFinal, Span<byte> text, out int length);

    /// <summary>Writes a text, or a piece of it.</summary>
    public abstract void Encode(ReadOnlySpan<byte> text, IBufferWriter<byte> written);

    private sealed class RawCodec : ContentCodec
    {
        public override bool IsPlain(ReadOnlySpan<byte> written) => true;

        public override int Decode(ReadOnlySpan<byte> written, bool isFinal, Span<byte> text, out int length)
        {
            written.CopyTo(text);
            return length = written.Length;
        }

        public override void Encode(ReadOnlySpan<byte> text, IBufferWriter<byte> written) => written.Write(text);
    }
}

/// <summary>Hands on what is written to it as a codec writes it.</summary>
internal sealed class EncodingWriter(ContentCodec codec, IBufferWriter<byte> output) : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[1024];

    public void Advance(int count) => codec.Encode(_bytes.AsSpan(0, count), output);

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_bytes.Length < sizeHint)
            _bytes = new byte[sizeHint];
        return _bytes;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
