namespace ProKure.Jsonata.RegularExpressions;

/// <summary>Reads what a pattern matches one character with: literals, escapes, classes.</summary>
internal sealed class CharacterParser(PatternCursor cursor, bool ignoreCase, bool hasNames)
{
    /// <summary>Reads what follows a backslash where it stands for a set or a character.</summary>
    public SetNode ReadEscape() => TryReadClassEscape() is { } set ? new SetNode(Folded(set)) : Literal(ReadCharacterEscape(inClass: false));

    /// <summary>Reads \d, \w, \s and their opposites; null and nothing read where another escape stands.</summary>
    private CharacterSet? TryReadClassEscape()
    {
        var set = cursor.Current switch
        {
            'd' => CharacterSet.Digits,
            'D' => CharacterSet.Digits.Invert(),
            'w' => CharacterSet.Words,
            'W' => CharacterSet.Words.Invert(),
            's' => CharacterSet.Blanks,
            'S' => CharacterSet.Blanks.Invert(),
            _ => null,
        };
        if (set is not null)
            cursor.At++;
        return set;
    }

    private char ReadCharacterEscape(bool inClass)
    {
        var character = cursor.Take();
        switch (character)
        {
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            case 'c':
                if (char.IsAsciiLetter(cursor.Current) || (inClass && (char.IsAsciiDigit(cursor.Current) || cursor.Current == '_')))
                    return (char)(cursor.Take() % 32);

                // Not a control character: the backslash stands for itself, and the c is read again.
                cursor.At--;
                return '\\';
            case 'x':
                return cursor.ReadHexadecimal(2) ?? 'x';
            case 'u':
                return cursor.ReadHexadecimal(4) ?? 'u';
            case >= '0' and <= '7':
                return cursor.ReadOctal(character - '0');
            case 'k' when hasNames:
                throw cursor.Fault("\\k is no character here, because the pattern names groups");
            default:
                return character;
        }
    }

    /// <summary>Reads a class in brackets.</summary>
    public SetNode ReadClass()
    {
        var start = cursor.At++;
        var inverted = cursor.TryTake("^");
        var ranges = new List<(char, char)>();
        while (!cursor.TryTake("]"))
        {
            if (cursor.AtEnd)
                throw cursor.Fault($"the class that opens at {start} is not closed");
            var first = ReadClassAtom();
            if (cursor.Current != '-' || cursor.At + 1 >= cursor.Text.Length || cursor.Text[cursor.At + 1] == ']')
            {
                ranges.AddRange(first.Ranges);
                continue;
            }

            cursor.At++;
            var last = ReadClassAtom();
            if (first.Single is not { } low || last.Single is not { } high)
            {
                ranges.AddRange(first.Ranges);
                ranges.AddRange(last.Ranges);
                ranges.Add(('-', '-'));
            }
            else if (low > high)
            {
                throw cursor.Fault($"range out of order in the class that opens at {start}");
            }
            else
            {
                ranges.Add((low, high));
            }
        }

        var set = Folded(CharacterSet.Of(ranges));
        return new SetNode(inverted ? set.Invert() : set);
    }

    private CharacterSet ReadClassAtom()
    {
        var character = cursor.Take();
        if (character != '\\')
            return CharacterSet.Of(character);
        if (cursor.AtEnd)
            throw cursor.Fault("\\ at end of pattern");
        if (cursor.TryTake("b"))
            return CharacterSet.Of('\b');
        return TryReadClassEscape() ?? CharacterSet.Of(ReadCharacterEscape(inClass: true));
    }

    /// <summary>A character that stands for itself.</summary>
    public SetNode Literal(char character) => new(Folded(CharacterSet.Of(character)));

    private CharacterSet Folded(CharacterSet set) => ignoreCase ? set.IgnoreCase() : set;
}
