namespace ProKure.Integrations.Configuration.Files.Yaml;

/// <summary>Finds where in a file a character of a value stands.</summary>
internal static class ScalarPosition
{
    /// <summary>The place of the character; where escapes or folding make it uncertain, the place where the value starts.</summary>
    /// <param name="scalar">The value.</param>
    /// <param name="index">UTF-16 index in the value's text; its end for whatever lies behind it.</param>
    /// <param name="lines">The file's lines, without line ends.</param>
    public static YamlPlace Find(YamlScalar scalar, int index, IReadOnlyList<string> lines)
    {
        index = Math.Clamp(index, 0, scalar.Text.Length);
        return scalar.Style == YamlStyle.Literal
            ? FindInLiteral(scalar, index, lines)
            : FindOnLine(scalar, index, lines);
    }

    // A literal block keeps its lines one for one, starting below its indicator; only the indentation is taken away.
    private static YamlPlace FindInLiteral(YamlScalar scalar, int index, IReadOnlyList<string> lines)
    {
        var before = scalar.Text.AsSpan(0, index);
        var row = before.Count('\n');
        var column = index - (before.LastIndexOf('\n') + 1);
        var line = scalar.Place.Line + 1 + row;
        return line <= lines.Count ? new YamlPlace(line, Indentation(scalar, lines) + column + 1) : scalar.Place;
    }

    private static int Indentation(YamlScalar scalar, IReadOnlyList<string> lines)
    {
        var texts = scalar.Text.Split('\n');
        for (var i = 0; i < texts.Length && scalar.Place.Line + i < lines.Count; i++)
        {
            if (texts[i].Length > 0)
                return lines[scalar.Place.Line + i].Length - texts[i].Length;
        }

        return 0;
    }

    private static YamlPlace FindOnLine(YamlScalar scalar, int index, IReadOnlyList<string> lines)
    {
        var line = scalar.Place.Line <= lines.Count ? lines[scalar.Place.Line - 1] : "";
        var start = scalar.Place.Column - 1 + (scalar.Style == YamlStyle.Plain ? 0 : 1);
        var isOneForOne = start <= line.Length && line.AsSpan(start).StartsWith(scalar.Text, StringComparison.Ordinal);
        return isOneForOne ? new YamlPlace(scalar.Place.Line, start + index + 1) : scalar.Place;
    }
}
