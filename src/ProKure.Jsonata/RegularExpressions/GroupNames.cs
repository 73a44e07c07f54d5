namespace ProKure.Jsonata.RegularExpressions;

/// <summary>The capturing groups of a pattern, found ahead of reading it: whether \1 is a back reference depends on groups that follow it.</summary>
internal static class GroupNames
{
    /// <summary>The name of each group; null where it has none.</summary>
    public static List<string?> Find(PatternCursor cursor)
    {
        var names = new List<string?>();
        var inClass = false;
        for (cursor.At = 0; !cursor.AtEnd; cursor.At++)
        {
            switch (cursor.Current)
            {
                case '\\':
                    cursor.At++;
                    break;
                case '[':
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '(' when !inClass:
                    names.AddRange(NameOfGroup(cursor));
                    break;
            }
        }

        cursor.At = 0;
        return names;
    }

    private static List<string?> NameOfGroup(PatternCursor cursor)
    {
        var open = cursor.At++;
        var named = cursor.TryTake("?<") && cursor.Current is not ('=' or '!');
        var capturing = named || cursor.Text.Length == open + 1 || cursor.Text[open + 1] != '?';
        string? name = null;
        if (named)
        {
            name = cursor.ReadName();
            if (cursor.Text.IndexOf($"(?<{name}>", StringComparison.Ordinal) < open)
                throw cursor.Fault($"two groups are named {name}");
        }

        cursor.At = named ? cursor.At - 1 : open;
        return capturing ? [name] : [];
    }
}
