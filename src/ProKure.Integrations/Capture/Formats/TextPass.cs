using System.Buffers;
using ProKure.Integrations.Capture.Patterns;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>
/// Redacts text without structure. A candidate is decided when so much of what follows is there as any pattern may look at, or the text is over; a value
/// without a fixed length is read to its end and not kept.
/// </summary>
internal sealed class TextPass(RedactionScope scope, IBufferWriter<byte> output) : RedactionPass(scope, output)
{
    private const int Slice = 16 * 1024;

    /// <summary>Some patterns are found after their beginning; so much is held back of what may still be one.</summary>
    private const int HeldBack = 64;

    private byte[] _buffer = [];
    private int _length;

    // What is before is written, and kept to look back to.
    private int _written;

    // What is before is decided; of what came before the text, nothing is at first.
    private int _decided;

    // What is before was removed, and is not looked back to.
    private int _floor;

    private long _offset;
    private TailReader? _tail;
    private RemovedValue _removed;

    /// <summary>Has the text begin inside a value that is to be removed.</summary>
    public void BeginInside(TextMatch match)
    {
        Scope.NoteInText(match.Rule, 0);
        _removed = Scope.Remove();
        _tail = new TailReader(match);
    }

    /// <summary>Has the text begin after another, which was written already: a name at its end may say what the text begins with.</summary>
    public void BeginAfter(ReadOnlySpan<byte> before)
    {
        if (_tail is not null)
            return;
        Append(before);
        (_written, _offset) = (before.Length, -before.Length);
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_tail is not null)
                bytes = bytes[ReadTail(bytes)..];
            var length = Math.Min(bytes.Length, Slice);
            Append(bytes[..length]);
            bytes = bytes[length..];
            Read(isFinal: false);
        }
    }

    public override void Complete()
    {
        Read(isFinal: true);
        if (_tail is not null)
            _removed.End(Output);
        _tail = null;
    }

    private void Read(bool isFinal)
    {
        while (_tail is null && Next(isFinal) is { } match)
        {
            Scope.NoteInText(match.Rule, _offset + match.Start);
            Output.Write(_buffer.AsSpan(_written, match.Start - _written));
            _removed = Scope.Remove();
            _removed.Add(_buffer.AsSpan(match.Start, match.End - match.Start));
            _written = match.End;
            _tail = new TailReader(match);
            _floor = _decided = _written += ReadTail(_buffer.AsSpan(_written, _length - _written));
        }

        var end = isFinal ? _length : Math.Max(_written, _decided - HeldBack);
        if (_tail is null)
            Output.Write(_buffer.AsSpan(_written, end - _written));
        _written = end;
        Forget(_tail is null ? Math.Max(0, _written - PatternSet.LookBehind) : _length);
    }

    private TextMatch? Next(bool isFinal)
    {
        var text = _buffer.AsSpan(0, _length);
        while (true)
        {
            var at = Scope.Rules.Patterns.Candidate(text, _decided, _floor, isFinal);
            if (at < 0)
            {
                _decided = Math.Max(_decided, isFinal ? _length : _length - 2);
                return null;
            }

            _decided = at;
            if (!isFinal && _length - at < PatternSet.LookAhead)
                return null;
            if (!Scope.Rules.Patterns.TryMatch(text, at, _floor, out var match) || match.Start < _written || TextScan.IsEmptyEncodedText(Scope, text, match))
                _decided = at + 1;
            else
                return match;
        }
    }

    private int ReadTail(ReadOnlySpan<byte> bytes)
    {
        var tail = _tail!.Value;
        var (length, ended) = tail.Read(bytes);
        _removed.Add(bytes[..length]);
        _tail = ended ? null : tail;
        if (ended)
            _removed.End(Output, tail.QuoteBackslashes);
        if (_length == 0)
            _offset += length;
        return length;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(Math.Min(_buffer.Length * 2, 4 * Slice), _length + bytes.Length));
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Forget(int count)
    {
        if (count == 0)
            return;
        _buffer.AsSpan(count, _length - count).CopyTo(_buffer);
        _length -= count;
        _written = Math.Max(0, _written - count);
        _decided = Math.Max(0, _decided - count);
        _floor = Math.Max(0, _floor - count);
        _offset += count;
    }
}
