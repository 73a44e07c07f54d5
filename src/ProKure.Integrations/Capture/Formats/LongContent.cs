using System.Buffers;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>Redacts a value that is longer than a token may be, piece by piece: decoded, redacted as what it is, and written with escapes again.</summary>
internal sealed class LongContent(RedactionScope scope, ContentCodec codec, IBufferWriter<byte> output)
{
    private readonly ContentPass _pass = new(scope, codec == ContentCodec.Raw ? output : new EncodingWriter(codec, output));
    private readonly byte[] _waiting = new byte[16];
    private int _waitingLength;

    public void Write(ReadOnlySpan<byte> written)
    {
        var text = scope.Rent();
        while (_waitingLength > 0 && !written.IsEmpty)
        {
            // An escape was cut: byte by byte until it is whole.
            _waiting[_waitingLength++] = written[0];
            written = written[1..];
            var whole = codec.Decode(_waiting.AsSpan(0, _waitingLength), isFinal: _waitingLength == _waiting.Length, text);
            _waiting.AsSpan(whole, _waitingLength - whole).CopyTo(_waiting);
            _waitingLength -= whole;
        }

        var decoded = codec.Decode(written, isFinal: false, text);
        written[decoded..].CopyTo(_waiting.AsSpan(_waitingLength));
        _waitingLength += written.Length - decoded;
        _pass.Write(text.Written);
        scope.Return(text);
    }

    public void Complete()
    {
        var text = scope.Rent();
        codec.Decode(_waiting.AsSpan(0, _waitingLength), isFinal: true, text);
        _pass.Write(text.Written);
        scope.Return(text);
        _pass.Complete();
    }
}
