namespace ProKure.Integrations.Capture.Rules;

/// <summary>Bytes of names: letter case and the separators <c>_</c>, <c>-</c>, <c>.</c> and blank do not matter.</summary>
internal static class NameShape
{
    /// <summary>Number of letters and digits that names are told apart by.</summary>
    public const int Letters = 36;

    /// <summary>The class of a separator, which is skipped.</summary>
    public const byte Separator = 254;

    /// <summary>The class of what ends a name.</summary>
    public const byte Stop = 255;

    private static readonly byte[] Classes = MakeClasses();

    /// <summary>0 to 35 for a letter or digit, else <see cref="Separator"/> or <see cref="Stop"/>.</summary>
    public static byte ClassOf(byte value) => Classes[value];

    /// <summary>The letters and digits of an ASCII name in lower case; null when there is anything else in it.</summary>
    public static string? Plain(string name)
    {
        var plain = new List<char>(name.Length);
        foreach (var c in name)
        {
            if (!char.IsAscii(c) || Classes[(byte)c] == Stop)
                return null;
            if (Classes[(byte)c] != Separator)
                plain.Add(char.ToLowerInvariant(c));
        }

        return new string([.. plain]);
    }

    /// <summary>Whether a word begins at the index: after no letter, or where camelCase begins a new one.</summary>
    public static bool BeginsWord(ReadOnlySpan<byte> text, int index) =>
        index == 0 || !char.IsAsciiLetterOrDigit((char)text[index - 1]) || (char.IsAsciiLetterUpper((char)text[index]) && char.IsAsciiLetterLower((char)text[index - 1]));

    private static byte[] MakeClasses()
    {
        var classes = new byte[256];
        Array.Fill(classes, Stop);
        for (var i = 0; i < 26; i++)
            classes['a' + i] = classes['A' + i] = (byte)i;
        for (var i = 0; i < 10; i++)
            classes['0' + i] = (byte)(26 + i);
        foreach (var c in "_-. ")
            classes[c] = Separator;
        return classes;
    }
}
