using System.Buffers;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>Reads over a JSON value that is removed, in as many pieces as it comes in: a string, an object, an array.</summary>
internal struct JsonSkipper
{
    private static readonly SearchValues<byte> Signs = SearchValues.Create("\"\\{}[]"u8);
    private static readonly SearchValues<byte> StringSigns = SearchValues.Create("\"\\"u8);

    private int _depth;
    private bool _isInString;
    private bool _isEscaped;

    /// <summary>Reads on.</summary>
    /// <returns>How many bytes belong to the value, and whether it ended with them.</returns>
    public (int Length, bool Ended) Read(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length;)
        {
            if (_isEscaped)
            {
                (_isEscaped, i) = (false, i + 1);
                continue;
            }

            var next = bytes[i..].IndexOfAny(_isInString ? StringSigns : Signs);
            if (next < 0)
                break;
            i += next + 1;
            var sign = bytes[i - 1];
            if (sign == '\\')
                _isEscaped = _isInString;
            else if (sign == '"')
                _isInString = !_isInString;
            else
                _depth += sign is (byte)'{' or (byte)'[' ? 1 : -1;
            if (_depth <= 0 && !_isInString && sign != '\\')
                return (i, true);
        }

        return (bytes.Length, false);
    }
}
