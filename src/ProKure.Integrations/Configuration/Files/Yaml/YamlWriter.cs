using System.Buffers;
using System.Globalization;
using System.Text;

namespace ProKure.Integrations.Configuration.Files.Yaml;

/// <summary>Writes keys and texts as YAML that people like to read; every text is read back as it was.</summary>
internal sealed class YamlWriter
{
    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.$/");

    private readonly StringBuilder _text = new();
    private int _depth;

    public bool IsEmpty => _text.Length == 0;

    public override string ToString() => _text.ToString();

    public void BlankLine() => _text.Append('\n');

    public void Comment(string text) => Indent().Append("# ").Append(text).Append('\n');

    /// <summary>Writes a key and, below it, what <paramref name="writeContent"/> writes.</summary>
    public void Map(string key, Action writeContent)
    {
        Indent().Append(Key(key)).Append(":\n");
        _depth++;
        writeContent();
        _depth--;
    }

    /// <summary>Writes a key with a value that needs no quotes: a number, a duration, a name of the wire.</summary>
    public void Plain(string key, string value) => Indent().Append(Key(key)).Append(": ").Append(value).Append('\n');

    public void Text(string key, string value)
    {
        if (IsBlock(value))
            Block(key, value);
        else
            Plain(key, Inline(value));
    }

    public void TextList(string key, IEnumerable<string> values)
    {
        Indent().Append(Key(key)).Append(":\n");
        foreach (var value in values)
            Indent().Append("  - ").Append(Inline(value)).Append('\n');
    }

    public void TextMap(string key, IEnumerable<KeyValuePair<string, string>> values) => Map(key, () =>
    {
        foreach (var (name, value) in values)
            Text(name, value);
    });

    private StringBuilder Indent() => _text.Append(' ', 2 * _depth);

    private void Block(string key, string value)
    {
        var keepsLastBreak = value.EndsWith('\n');
        Indent().Append(Key(key)).Append(keepsLastBreak ? ": |\n" : ": |-\n");
        foreach (var line in (keepsLastBreak ? value[..^1] : value).Split('\n'))
        {
            if (line.Length > 0)
                _text.Append(' ', 2 * _depth + 2).Append(line);
            _text.Append('\n');
        }
    }

    // What a block cannot keep, or only with more indicators than are worth it, is written between quotes.
    private static bool IsBlock(string value)
    {
        if (!value.Contains('\n', StringComparison.Ordinal) || value.EndsWith("\n\n", StringComparison.Ordinal))
            return false;
        var lines = value.Split('\n');
        var first = lines.FirstOrDefault(line => line.Length > 0);
        return first is not null
            && first[0] is not (' ' or '\t')
            && lines.All(line => line.Length == 0 || (!string.IsNullOrWhiteSpace(line) && !line.Any(NeedsEscape)));
    }

    private static string Key(string key) =>
        key.Length > 0 && char.IsAsciiLetter(key[0]) && !key.AsSpan().ContainsAnyExcept(KeyCharacters) ? key : Quoted(key);

    private static string Inline(string value) => IsPlain(value) ? value : Quoted(value);

    /// <summary>Whether the text means itself without quotes, for this reader and for others that know words like <c>yes</c>.</summary>
    private static bool IsPlain(string value) =>
        value.Length > 0
        && (char.IsAsciiLetter(value[0]) || value[0] is '/' or '$')
        && value[^1] is not (' ' or ':')
        && !value.AsSpan().ContainsAnyExceptInRange(' ', '~')
        && !value.Contains(": ", StringComparison.Ordinal)
        && !value.Contains(" #", StringComparison.Ordinal)
        && value.ToLowerInvariant() is not ("null" or "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n");

    private static string Quoted(string value)
    {
        var quoted = new StringBuilder().Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ when NeedsEscape(c) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    // Besides the controls: what YAML takes for line breaks, and the byte order mark.
    private static bool NeedsEscape(char c) => (char.IsControl(c) && c != '\t') || c is '\u2028' or '\u2029' or '\uFEFF';
}
