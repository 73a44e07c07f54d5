using System.Buffers;
using ProKure.Integrations.Capture.Patterns;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>A pass that reads tokens: keeps the bytes of one that is not over yet, and copies on what it does not change.</summary>
internal abstract class TokenPass(RedactionScope scope, IBufferWriter<byte> output) : RedactionPass(scope, output)
{
    private const int Slice = 32 * 1024;

    private byte[] _buffer = [];
    private int _length;
    private long _offset;
    private RedactionPass? _rest;

    // The last bytes that are read and out of the buffer: a text that goes on as another begins after them.
    private byte[] _behind = [];
    private int _behindLength;

    /// <summary>True when the text had another form than the pass reads, and was read as text from there on.</summary>
    protected bool HasFailed => _rest is not null;

    /// <summary>How many bytes of the text came before the buffer.</summary>
    protected long BufferOffset => _offset;

    public sealed override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_rest is not null)
            {
                _rest.Write(bytes);
                return;
            }

            var piece = bytes[..Math.Min(bytes.Length, Slice)];
            bytes = bytes[piece.Length..];
            if (_length > 0)
            {
                Append(piece);
                ReadTokens(_buffer.AsSpan(0, _length), isFinal: false);
            }
            else
            {
                // Read where it stands; only what is no whole token is kept.
                ReadTokens(piece, isFinal: false);
            }
        }
    }

    public sealed override void Complete()
    {
        if (_rest is null)
            ReadTokens(_buffer.AsSpan(0, _length), isFinal: true);
        _rest?.Complete();
        End();
    }

    /// <summary>Reads the tokens in the buffer.</summary>
    /// <param name="text">The text from the first byte that no token was made of yet.</param>
    /// <param name="isFinal">True when nothing comes after it.</param>
    /// <returns>How many bytes were read and written. All, when it is final.</returns>
    protected abstract int Read(ReadOnlySpan<byte> text, bool isFinal);

    /// <summary>Called once when everything is read.</summary>
    protected virtual void End()
    {
    }

    /// <summary>Has the rest of the text read by another pass, from the byte after those that <see cref="Read(ReadOnlySpan{byte}, bool)"/> returns.</summary>
    protected void GoOnAs(RedactionPass pass) => _rest = pass;

    private void ReadTokens(ReadOnlySpan<byte> text, bool isFinal)
    {
        var read = Read(text, isFinal);
        if (_rest is not null || !isFinal)
            Remember(text[..read]);
        if (_rest is not null)
        {
            (_rest as TextPass)?.BeginAfter(_behind.AsSpan(0, _behindLength));
            _rest.Write(text[read..]);
            (_length, _buffer) = (0, []);
            return;
        }

        _offset += read;
        Keep(text[read..]);
    }

    // The text is the buffer's, or there was nothing in the buffer.
    private void Keep(ReadOnlySpan<byte> unread)
    {
        if (_length == 0)
            Append(unread);
        else if (unread.Length < _length)
            unread.CopyTo(_buffer);
        _length = unread.Length;
    }

    private void Remember(ReadOnlySpan<byte> read)
    {
        if (_behind.Length == 0)
            _behind = new byte[PatternSet.LookBehind];
        if (read.Length >= _behind.Length)
        {
            read[^_behind.Length..].CopyTo(_behind);
            _behindLength = _behind.Length;
            return;
        }

        var kept = Math.Min(_behindLength, _behind.Length - read.Length);
        _behind.AsSpan(_behindLength - kept, kept).CopyTo(_behind);
        read.CopyTo(_behind.AsSpan(kept));
        _behindLength = kept + read.Length;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(Math.Min(_buffer.Length * 2, 4 * Slice), _length + bytes.Length));
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }
}
