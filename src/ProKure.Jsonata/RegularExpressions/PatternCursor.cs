using System.Globalization;
using System.Text;
using ProKure.Jsonata.Strings;

namespace ProKure.Jsonata.RegularExpressions;

/// <summary>A place in a pattern, and what is read in one piece from there.</summary>
internal sealed class PatternCursor(string pattern)
{
    private readonly string _pattern = pattern;
    private int _at;

    public string Text => _pattern;

    public int At
    {
        get => _at;
        set => _at = value;
    }

    public bool AtEnd => _at >= _pattern.Length;

    /// <summary>The character here; zero at the end.</summary>
    public char Current => _at < _pattern.Length ? _pattern[_at] : '\0';

    /// <summary>The character here, which is passed.</summary>
    public char Take() => _pattern[_at++];

    /// <summary>Passes a text if it stands here.</summary>
    public bool TryTake(string text)
    {
        if (string.CompareOrdinal(_pattern, _at, text, 0, text.Length) != 0)
            return false;
        _at += text.Length;
        return true;
    }

    /// <summary>Reads decimal digits; a number that is too large counts as the largest.</summary>
    public bool TryReadNumber(out int number)
    {
        long value = 0;
        var start = _at;
        while (char.IsAsciiDigit(Current))
            value = Math.Min((value * 10) + (_pattern[_at++] - '0'), int.MaxValue);
        number = (int)value;
        return _at > start;
    }

    /// <summary>Reads hexadecimal digits; null and nothing read where there are fewer.</summary>
    public char? ReadHexadecimal(int digits)
    {
        if (_at + digits > _pattern.Length
            || !ushort.TryParse(_pattern.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            return null;
        _at += digits;
        return (char)unit;
    }

    /// <summary>Reads the rest of an octal escape.</summary>
    /// <param name="value">Its first digit.</param>
    public char ReadOctal(int value)
    {
        var more = value <= 3 ? 2 : 1;
        while (more-- > 0 && Current is >= '0' and <= '7')
            value = (value * 8) + (_pattern[_at++] - '0');
        return (char)value;
    }

    /// <summary>Reads a group's name up to its closing bracket.</summary>
    public string ReadName()
    {
        var name = new StringBuilder();
        while (!TryTake(">"))
        {
            if (AtEnd)
                throw Fault("a group's name must end with >");
            var character = _pattern[_at++];
            if (character == '\\')
                character = TryTake("u") && ReadHexadecimal(4) is { } unit ? unit : throw Fault("invalid escape in a group's name");
            var valid = char.IsLetter(character) || char.IsSurrogate(character) || character is '$' or '_'
                || (name.Length > 0 && (char.IsDigit(character) || character is '\u200C' or '\u200D'
                    || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
                        or UnicodeCategory.ConnectorPunctuation));
            if (!valid)
                throw Fault("a group's name consists of letters, digits, $ and _");
            name.Append(character);
        }

        return name.Length > 0 ? name.ToString() : throw Fault("a group's name is empty");
    }

    public JsonataException Fault(string reason) =>
        new("S0303", $"Invalid regular expression /{Quoted.Cut(_pattern)}/: {reason}");
}
