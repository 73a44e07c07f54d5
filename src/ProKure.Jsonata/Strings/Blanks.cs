namespace ProKure.Jsonata.Strings;

/// <summary><c>$trim</c>: blanks at both ends go, runs of blanks inside become one space.</summary>
internal static class Blanks
{
    /// <summary>The text without surplus spaces, tabs, line feeds and carriage returns; the same instance when it has none.</summary>
    public static string Trim(string text)
    {
        if (IsTrimmed(text))
            return text;
        return string.Create(TrimmedLength(text), text, static (result, source) =>
        {
            var at = 0;
            foreach (var character in source)
            {
                if (at == result.Length)
                    return;
                if (!IsBlank(character))
                    result[at++] = character;
                else if (at > 0 && result[at - 1] != ' ')
                    result[at++] = ' ';
            }
        });
    }

    /// <summary>The same for UTF-8 that has no blanks but spaces; gives the length of the result.</summary>
    public static int Trim(ReadOnlySpan<byte> utf8, Span<byte> destination)
    {
        var length = 0;
        foreach (var unit in utf8)
            if (unit != (byte)' ' || (length > 0 && destination[length - 1] != (byte)' '))
                destination[length++] = unit;
        return length > 0 && destination[length - 1] == (byte)' ' ? length - 1 : length;
    }

    private static bool IsBlank(char character) => character is ' ' or '\t' or '\n' or '\r';

    private static bool IsTrimmed(string text)
    {
        var afterBlank = true;
        foreach (var character in text)
        {
            if (character is '\t' or '\n' or '\r' || (character == ' ' && afterBlank))
                return false;
            afterBlank = character == ' ';
        }

        return text.Length == 0 || !afterBlank;
    }

    private static int TrimmedLength(string text)
    {
        var length = 0;
        var afterBlank = true;
        foreach (var character in text)
        {
            var blank = IsBlank(character);
            if (!blank || !afterBlank)
                length++;
            afterBlank = blank;
        }

        return length > 0 && afterBlank ? length - 1 : length;
    }
}
