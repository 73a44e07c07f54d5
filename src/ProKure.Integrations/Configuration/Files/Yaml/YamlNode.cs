namespace ProKure.Integrations.Configuration.Files.Yaml;

/// <summary>A piece of a YAML document and where it stands.</summary>
internal abstract record YamlNode(YamlPlace Place)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Noun { get; }
}

/// <summary>A line and a column, both from 1; the default value means the file as a whole.</summary>
internal readonly record struct YamlPlace(int Line, int Column);

/// <summary>A single value, as text.</summary>
/// <param name="Place">Where it starts: at the quote or at the block's indicator, where there is one.</param>
/// <param name="Text">The text.</param>
/// <param name="Style">How it is written.</param>
internal sealed record YamlScalar(YamlPlace Place, string Text, YamlStyle Style) : YamlNode(Place)
{
    /// <summary>Whether nothing is written, or what YAML takes for nothing.</summary>
    public bool IsNothing => Style == YamlStyle.Plain && Text is ("" or "~" or "null" or "Null" or "NULL");

    public override string Noun => IsNothing ? "nothing" : Shown.Value(Text);
}

internal enum YamlStyle
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
    Folded,
}

/// <summary>Keys and values in the order written; no key stands twice.</summary>
internal sealed record YamlMap(YamlPlace Place, IReadOnlyList<YamlEntry> Entries) : YamlNode(Place)
{
    public override string Noun => "keys";
}

internal readonly record struct YamlEntry(YamlScalar Key, YamlNode Value);

internal sealed record YamlList(YamlPlace Place, IReadOnlyList<YamlNode> Items) : YamlNode(Place)
{
    public override string Noun => "a list";
}

/// <summary>Stands for what could not be read and was reported already.</summary>
internal sealed record YamlUnreadable(YamlPlace Place) : YamlNode(Place)
{
    public override string Noun => "something unreadable";
}
