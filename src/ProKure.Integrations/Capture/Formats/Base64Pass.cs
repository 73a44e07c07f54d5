using System.Buffers;
using System.Buffers.Text;
using ProKure.Integrations.Capture.Patterns;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>
/// Redacts base64 of a text: decodes, redacts what is inside, encodes again. A text that is all there and holds nothing stays as it is written; where the
/// text stops being base64, the rest is read as text.
/// </summary>
internal sealed class Base64Pass(RedactionScope scope, IBufferWriter<byte> output) : TokenPass(scope, output), IRedactionPlace
{
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n"u8);
    private static readonly SearchValues<byte> Allowed =
        SearchValues.Create(" \t\r\nABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_="u8);

    private ContentPass? _content;
    private Base64Writer? _writer;

    public string Path => "";

    public long Offset => 0;

    protected override int Read(ReadOnlySpan<byte> text, bool isFinal)
    {
        if (_content is null && !isFinal && text.Length <= LongestToken)
            return 0;
        if (_content is null && isFinal && text.Length <= LongestToken)
        {
            RedactWhole(text);
            return text.Length;
        }

        return ReadPieces(text, isFinal);
    }

    protected override void End()
    {
        _content?.Complete();
        _writer?.Complete();
    }

    private void RedactWhole(ReadOnlySpan<byte> text)
    {
        var scratch = Scope.Rent();
        if (!text.ContainsAnyExcept(Allowed) && EncodedText.Decode(WithoutBlanks(text)) is { IsEmpty: false } decoded
            && WholeContent.TryRedact(Scope.Inside(this), decoded, scratch))
        {
            var writer = new Base64Writer(Output);
            writer.Write(scratch.Written);
            writer.Complete();
        }
        else if (!TextScan.TryRedact(Scope, text, Output))
        {
            Output.Write(text);
        }

        Scope.Return(scratch);
    }

    // Four characters are three bytes. What does not decode ends the base64.
    private int ReadPieces(ReadOnlySpan<byte> text, bool isFinal)
    {
        var bad = text.IndexOfAnyExcept(Allowed);
        var end = bad < 0 ? text.Length : bad;
        if (_content is null && bad >= 0 && bad <= LongestToken)
        {
            GoOnAs(new TextPass(Scope, Output));
            return 0;
        }

        _writer ??= new Base64Writer(Output);
        _content ??= new ContentPass(Scope.Inside(this), _writer);
        var scratch = Scope.Rent();
        var read = Take(text[..end], isFinal || bad >= 0, scratch);
        _content.Write(scratch.Written);
        Scope.Return(scratch);
        if (bad >= 0)
        {
            _content.Complete();
            _writer.Complete();
            (_content, _writer) = (null, null);
            GoOnAs(new TextPass(Scope, Output));
        }

        return bad >= 0 || isFinal ? end : read;
    }

    private static int Take(ReadOnlySpan<byte> text, bool isLast, IBufferWriter<byte> decoded)
    {
        Span<byte> four = stackalloc byte[4];
        Span<byte> three = stackalloc byte[3];
        var (count, taken) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (Blanks.Contains(text[i]) || text[i] == '=')
                continue;
            four[count++] = text[i] switch { (byte)'-' => (byte)'+', (byte)'_' => (byte)'/', var c => c };
            if (count < 4)
                continue;
            if (Base64.DecodeFromUtf8(four, three, out _, out var written) == OperationStatus.Done)
                decoded.Write(three[..written]);
            (count, taken) = (0, i + 1);
        }

        if (isLast && count > 1)
        {
            four[count..].Fill((byte)'=');
            if (Base64.DecodeFromUtf8(four, three, out _, out var written) == OperationStatus.Done)
                decoded.Write(three[..written]);
        }

        return taken;
    }

    private static ReadOnlySpan<byte> WithoutBlanks(ReadOnlySpan<byte> text)
    {
        if (!text.ContainsAny(Blanks))
            return text;
        var plain = new List<byte>(text.Length);
        foreach (var value in text)
        {
            if (!Blanks.Contains(value))
                plain.Add(value);
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(plain);
    }

    private sealed class Base64Writer(IBufferWriter<byte> output) : IBufferWriter<byte>
    {
        private readonly byte[] _waiting = new byte[3];
        private byte[] _bytes = new byte[1024];
        private int _count;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            while (_count > 0 && _count < 3 && !bytes.IsEmpty)
            {
                _waiting[_count++] = bytes[0];
                bytes = bytes[1..];
            }

            if (_count == 3)
            {
                Encode(_waiting);
                _count = 0;
            }

            var whole = _count > 0 ? 0 : bytes.Length / 3 * 3;
            Encode(bytes[..whole]);
            foreach (var value in bytes[whole..])
                _waiting[_count++] = value;
        }

        public void Complete()
        {
            Encode(_waiting.AsSpan(0, _count));
            _count = 0;
        }

        public void Advance(int count) => Write(_bytes.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (_bytes.Length < sizeHint)
                _bytes = new byte[sizeHint];
            return _bytes;
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        private void Encode(ReadOnlySpan<byte> bytes)
        {
            if (bytes.IsEmpty)
                return;
            var target = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
            Base64.EncodeToUtf8(bytes, target, out _, out var written);
            output.Advance(written);
        }
    }
}
