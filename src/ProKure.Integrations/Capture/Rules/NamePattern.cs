using System.Text;

namespace ProKure.Integrations.Capture.Rules;

/// <summary>A name with wildcards: <c>*</c> stands for any letters, also none. Letter case and separators do not matter.</summary>
internal sealed class NamePattern
{
    /// <summary>Longer names are compared by their first and last letters only as far as this.</summary>
    private const int LongestName = 256;

    private readonly string _letters;

    public NamePattern(string pattern) => _letters = Normalize(pattern);

    /// <summary>True for <c>*</c> alone, which is every name.</summary>
    public bool IsAny => _letters == "*";

    /// <summary>Whether there is anything to compare.</summary>
    public bool IsEmpty => _letters.Length == 0;

    /// <summary>The letters between the wildcards at the ends; null when there are others inside, or other than ASCII letters and digits.</summary>
    public string? Core => NameShape.Plain(_letters.Trim('*'));

    public bool StartsOpen => _letters.StartsWith('*');

    public bool EndsOpen => _letters.EndsWith('*');

    public bool IsMatch(ReadOnlySpan<byte> name)
    {
        Span<char> letters = stackalloc char[LongestName];
        return IsMatch(letters[..Normalize(name, letters)]);
    }

    // Wildcards greedily from the left; on a mismatch the last one takes one letter more.
    private bool IsMatch(ReadOnlySpan<char> name)
    {
        var (at, inName, star, starInName) = (0, 0, -1, 0);
        while (inName < name.Length)
        {
            if (at < _letters.Length && _letters[at] == '*')
                (star, starInName, at) = (at, inName, at + 1);
            else if (at < _letters.Length && _letters[at] == name[inName])
                (at, inName) = (at + 1, inName + 1);
            else if (star >= 0)
                (at, inName, starInName) = (star + 1, starInName + 1, starInName + 1);
            else
                return false;
        }

        return _letters.AsSpan(at).Trim('*').IsEmpty;
    }

    private static string Normalize(string text)
    {
        var letters = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is not ('_' or '-' or '.' or ' ') && !(c == '*' && letters.Length > 0 && letters[^1] == '*'))
                letters.Append(char.ToLowerInvariant(c));
        }

        return letters.ToString();
    }

    private static int Normalize(ReadOnlySpan<byte> name, Span<char> letters)
    {
        var length = 0;
        if (name.Length > letters.Length)
            name = name[..letters.Length];
        Span<char> chars = stackalloc char[LongestName];
        foreach (var c in chars[..Encoding.UTF8.GetChars(name, chars)])
        {
            if (c is not ('_' or '-' or '.' or ' '))
                letters[length++] = char.ToLowerInvariant(c);
        }

        return length;
    }
}
