using System.Text.Unicode;

namespace ProKure.Integrations.Capture;

/// <summary>Finds out whether what streams by is text in UTF-8: valid, and without NUL.</summary>
internal sealed class Utf8Check
{
    private readonly byte[] _open = new byte[8];
    private int _openLength;
    private bool _isValid = true;

    /// <summary>Whether all that was read, to its end, is text.</summary>
    public bool IsText => _isValid && _openLength == 0;

    /// <summary>Whether what was read is text so far; a character may still be open.</summary>
    public bool IsSound => _isValid;

    public void Read(ReadOnlySpan<byte> bytes)
    {
        if (!_isValid)
            return;
        while (_openLength > 0 && !bytes.IsEmpty)
        {
            _open[_openLength++] = bytes[0];
            bytes = bytes[1..];
            if (Utf8.IsValid(_open.AsSpan(0, _openLength)))
                _openLength = 0;
            else if (_openLength >= 4)
                _isValid = false;
            if (!_isValid)
                return;
        }

        var open = OpenAtEnd(bytes);
        _isValid = Utf8.IsValid(bytes[..^open]) && !bytes.Contains((byte)0);
        bytes[^open..].CopyTo(_open.AsSpan(_openLength));
        _openLength += open;
    }

    // Bytes of a character at the end that is not all there.
    private static int OpenAtEnd(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var value = bytes[^back];
            if ((value & 0xC0) == 0x80)
                continue;
            var needed = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : value >= 0xC0 ? 2 : 1;
            return needed > back ? back : 0;
        }

        return 0;
    }
}
