using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ProKure.Integrations.Configuration.Files.Yaml;

/// <summary>
/// Reads one YAML document into nodes that know their places. Anchors, aliases and tags are refused: configuration needs none, and
/// aliases let a small file unfold to any size.
/// </summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 32;
    private readonly string _text;
    private readonly FileFaults _faults;
    private readonly Scanner _scanner;
    private readonly Parser _parser;

    private YamlReader(string text, FileFaults faults)
    {
        _text = text;
        _faults = faults;
        _scanner = new Scanner(new StringReader(text));
        _parser = new Parser(_scanner);
    }

    /// <summary>The document's keys; null when there are none or the text is not YAML, which is then reported.</summary>
    public static YamlMap? Read(string text, FileFaults faults) => new YamlReader(text, faults).ReadDocument();

    private YamlMap? ReadDocument()
    {
        try
        {
            MoveOn();
            MoveOn();
            if (_parser.Current is not DocumentStart)
            {
                _faults.Add(new YamlPlace(1, 1), "", "Expected keys, found an empty file.");
                return null;
            }

            MoveOn();
            var root = ReadNode(depth: 0, "");
            MoveOn();
            if (_parser.Current is DocumentStart second)
                _faults.Add(PlaceOf(second.Start), "", "Expected one document in the file, found a second; write it into a file of its own.");
            if (root is YamlMap map)
                return map;
            if (root is not YamlUnreadable)
                _faults.Add(root.Place, "", $"Expected keys, found {root.Noun}.");
        }
        catch (YamlException fault)
        {
            AddSyntaxFault(fault.Start, fault.Message);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            // The scanner's own failures on some broken texts, as an unclosed '[' before a plain value.
            AddSyntaxFault(_scanner.CurrentPosition, "The text cannot be understood from here on.");
        }

        return null;
    }

    /// <summary>Reads the node that starts at the current event, and moves past it.</summary>
    private YamlNode ReadNode(int depth, string path)
    {
        var start = _parser.Current ?? throw new InvalidOperationException("The document ended within a node.");
        var place = PlaceOf(start.Start);
        if (start is AnchorAlias alias)
        {
            _faults.Add(place, path, $"Aliases are not supported, found *{alias.Value}; write the value here again.");
            MoveOn();
            return new YamlUnreadable(place);
        }

        if (depth > MaxDepth)
            throw new YamlException(start.Start, start.End, $"Expected at most {MaxDepth} levels.");
        if (start is not NodeEvent node)
            throw new YamlException(start.Start, start.End, "Expected a value."); // The parser lets some broken flow mappings end after a key.
        RefuseAnchorAndTag(node, place, path);
        MoveOn();
        return start switch
        {
            Scalar scalar => new YamlScalar(place, scalar.Value, StyleOf(scalar)),
            MappingStart => new YamlMap(place, ReadEntries(depth, path)),
            _ => new YamlList(place, ReadItems(depth, path)),
        };
    }

    private List<YamlEntry> ReadEntries(int depth, string path)
    {
        var entries = new List<YamlEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (_parser.Current is not MappingEnd)
        {
            var key = ReadNode(depth + 1, path);
            var name = (key as YamlScalar)?.Text;
            var value = ReadNode(depth + 1, name is null ? path : WirePath.Member(path, name));
            if (name is null)
                _faults.Add(key.Place, path, $"Expected a key, found {key.Noun}.");
            else if (lines.TryAdd(name, key.Place.Line))
                entries.Add(new YamlEntry((YamlScalar)key, value));
            else
                _faults.Add(key.Place, WirePath.Member(path, name), $"The key {Shown.Value(name)} stands in line {lines[name]} already.");
        }

        MoveOn();
        return entries;
    }

    private List<YamlNode> ReadItems(int depth, string path)
    {
        var items = new List<YamlNode>();
        while (_parser.Current is not SequenceEnd)
            items.Add(ReadNode(depth + 1, WirePath.Item(path, items.Count)));
        MoveOn();
        return items;
    }

    private void RefuseAnchorAndTag(NodeEvent node, YamlPlace place, string path)
    {
        if (!node.Anchor.IsEmpty)
            _faults.Add(place, path, $"Anchors are not supported, found &{node.Anchor.Value}; write the value where it is needed.");
        if (!node.Tag.IsEmpty)
            _faults.Add(place, path, $"Tags are not supported, found {Shown.Value(node.Tag.ToString())}; every key has one type.");
    }

    private void AddSyntaxFault(Mark mark, string message)
    {
        // Some of the parser's faults name the start of the whole mapping; what was read already is no help to find them.
        var read = _parser.Current?.End ?? Mark.Empty;
        var place = PlaceOf(mark.Index < read.Index ? _scanner.CurrentPosition : mark);
        _faults.Add(place, "", $"Not YAML: {message}{Hint(place)}");
    }

    private string Hint(YamlPlace place)
    {
        var line = _text.Split('\n').ElementAtOrDefault(place.Line - 1) ?? "";
        return (place.Column <= line.Length ? line[place.Column - 1] : ' ') switch
        {
            '\t' => " Indent with spaces, not with tabs.",
            '`' or '@' or '%' => $" A value that starts with '{line[place.Column - 1]}' needs quotes around it.",
            _ => "",
        };
    }

    private void MoveOn() => _parser.MoveNext();

    private static YamlStyle StyleOf(Scalar scalar) => scalar.Style switch
    {
        ScalarStyle.SingleQuoted => YamlStyle.SingleQuoted,
        ScalarStyle.DoubleQuoted => YamlStyle.DoubleQuoted,
        ScalarStyle.Literal => YamlStyle.Literal,
        ScalarStyle.Folded => YamlStyle.Folded,
        _ => YamlStyle.Plain,
    };

    private static YamlPlace PlaceOf(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
