namespace ProKure.Jsonata.RegularExpressions;

/// <summary>Reads a JavaScript pattern as written without flag u: ECMA-262, 22.2.1 and annex B.1.2.</summary>
internal sealed class PatternParser
{
    private const int MaxNesting = 200;

    private readonly PatternCursor _cursor;
    private readonly CharacterParser _characters;
    private readonly bool _multiline;
    private readonly List<string?> _groupNames;
    private int _groupsOpened;
    private int _nesting;

    private PatternParser(string pattern, bool ignoreCase, bool multiline)
    {
        _cursor = new PatternCursor(pattern);
        _multiline = multiline;
        _groupNames = GroupNames.Find(_cursor);
        _characters = new CharacterParser(_cursor, ignoreCase, _groupNames.Exists(name => name is not null));
    }

    /// <summary>The tree of a pattern, and how many capturing groups it has.</summary>
    /// <exception cref="JsonataException">S0303: JavaScript would refuse the pattern.</exception>
    public static (PatternNode Root, int GroupCount) Parse(string pattern, bool ignoreCase, bool multiline)
    {
        var parser = new PatternParser(pattern, ignoreCase, multiline);
        var root = parser.ReadAlternatives();
        if (!parser._cursor.AtEnd)
            throw parser._cursor.Fault("unmatched )");
        return (root, parser._groupNames.Count);
    }

    private PatternNode ReadAlternatives()
    {
        if (++_nesting > MaxNesting)
            throw _cursor.Fault($"groups nested more than {MaxNesting} deep");
        var choices = new List<PatternNode> { ReadSequence() };
        while (_cursor.TryTake("|"))
            choices.Add(ReadSequence());
        _nesting--;
        return choices.Count == 1 ? choices[0] : new AlternationNode(choices);
    }

    private PatternNode ReadSequence()
    {
        var items = new List<PatternNode>();
        while (!_cursor.AtEnd && _cursor.Current is not ('|' or ')'))
            items.Add(ReadTerm());
        return items.Count == 1 ? items[0] : new SequenceNode(items);
    }

    private PatternNode ReadTerm()
    {
        PatternNode node;
        switch (_cursor.Current)
        {
            case '^':
                _cursor.At++;
                return new AnchorNode(_multiline ? Anchor.LineStart : Anchor.Start);
            case '$':
                _cursor.At++;
                return new AnchorNode(_multiline ? Anchor.LineEnd : Anchor.End);
            case '(':
                node = ReadGroup();
                if (node is LookNode { Behind: true })
                    return node;
                break;
            case '.':
                _cursor.At++;
                node = new SetNode(CharacterSet.LineEnds.Invert());
                break;
            case '[':
                node = _characters.ReadClass();
                break;
            case '\\':
                _cursor.At++;
                node = ReadEscape();
                if (node is AnchorNode)
                    return node;
                break;
            case '*' or '+' or '?':
                throw _cursor.Fault($"nothing to repeat before {_cursor.Current}");
            case '{' when TryReadBounds(out _, out _):
                throw _cursor.Fault("nothing to repeat before {");
            default:
                node = _characters.Literal(_cursor.Take());
                break;
        }

        return ReadQuantifier(node);
    }

    private PatternNode ReadQuantifier(PatternNode body)
    {
        int min;
        int max;
        switch (_cursor.Current)
        {
            case '*' when !_cursor.AtEnd:
                (min, max) = (0, int.MaxValue);
                _cursor.At++;
                break;
            case '+' when !_cursor.AtEnd:
                (min, max) = (1, int.MaxValue);
                _cursor.At++;
                break;
            case '?' when !_cursor.AtEnd:
                (min, max) = (0, 1);
                _cursor.At++;
                break;
            case '{' when TryReadBounds(out min, out max):
                if (min > max)
                    throw _cursor.Fault("numbers out of order in {} quantifier");
                break;
            default:
                return body;
        }

        return new RepeatNode(body, min, max, _cursor.TryTake("?"));
    }

    /// <summary>Reads {n}, {n,} or {n,m}; anything else after a brace is plain text.</summary>
    private bool TryReadBounds(out int min, out int max)
    {
        var start = _cursor.At++;
        max = int.MaxValue;
        if (_cursor.TryReadNumber(out min))
        {
            if (_cursor.TryTake("}"))
            {
                max = min;
                return true;
            }

            if (_cursor.TryTake(",") && (_cursor.TryTake("}") || (_cursor.TryReadNumber(out max) && _cursor.TryTake("}"))))
                return true;
        }

        _cursor.At = start;
        return false;
    }

    private PatternNode ReadGroup()
    {
        var start = _cursor.At++;
        if (!_cursor.TryTake("?"))
        {
            var number = ++_groupsOpened;
            return new GroupNode(ReadBody(start), number);
        }

        if (_cursor.TryTake(":"))
            return new GroupNode(ReadBody(start), 0);
        if (_cursor.TryTake("="))
            return new LookNode(ReadBody(start), Behind: false, Negative: false);
        if (_cursor.TryTake("!"))
            return new LookNode(ReadBody(start), Behind: false, Negative: true);
        if (_cursor.TryTake("<="))
            return new LookNode(ReadBody(start), Behind: true, Negative: false);
        if (_cursor.TryTake("<!"))
            return new LookNode(ReadBody(start), Behind: true, Negative: true);
        if (!_cursor.TryTake("<"))
            throw _cursor.Fault("invalid group after (?");
        _cursor.ReadName();
        var named = ++_groupsOpened;
        return new GroupNode(ReadBody(start), named);
    }

    private PatternNode ReadBody(int start)
    {
        var body = ReadAlternatives();
        return _cursor.TryTake(")") ? body : throw _cursor.Fault($"the group that opens at {start} is not closed");
    }

    private PatternNode ReadEscape()
    {
        if (_cursor.AtEnd)
            throw _cursor.Fault("\\ at end of pattern");
        switch (_cursor.Current)
        {
            case 'b':
                _cursor.At++;
                return new AnchorNode(Anchor.WordBorder);
            case 'B':
                _cursor.At++;
                return new AnchorNode(Anchor.NoWordBorder);
            case 'k' when _groupNames.Exists(name => name is not null):
                _cursor.At++;
                if (!_cursor.TryTake("<"))
                    throw _cursor.Fault("\\k must name a group, as in \\k<name>");
                var name = _cursor.ReadName();
                var index = _groupNames.IndexOf(name);
                return index >= 0 ? new BackReferenceNode(index + 1) : throw _cursor.Fault($"\\k names the group {name}, which does not exist");
            case >= '1' and <= '9':
                var start = _cursor.At;
                if (_cursor.TryReadNumber(out var number) && number <= _groupNames.Count)
                    return new BackReferenceNode(number);
                _cursor.At = start;
                break;
        }

        return _characters.ReadEscape();
    }
}
