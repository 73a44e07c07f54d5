using System.Globalization;
using System.Text;
using ProKure.Jsonata.Strings;

namespace ProKure.Jsonata.RegularExpressions;

/// <summary>Reads a JavaScript pattern as written without flag u: ECMA-262, 22.2.1 and annex B.1.2.</summary>
internal sealed class PatternParser
{
    private const int MaxNesting = 200;

    private readonly string _pattern;
    private readonly bool _ignoreCase;
    private readonly bool _multiline;
    private readonly List<string?> _groupNames;
    private readonly bool _hasNames;
    private int _at;
    private int _groupsOpened;
    private int _nesting;

    private PatternParser(string pattern, bool ignoreCase, bool multiline)
    {
        _pattern = pattern;
        _ignoreCase = ignoreCase;
        _multiline = multiline;
        _groupNames = FindGroups();
        _hasNames = _groupNames.Exists(name => name is not null);
    }

    /// <summary>The tree of a pattern, and how many capturing groups it has.</summary>
    /// <exception cref="JsonataException">S0303: JavaScript would refuse the pattern.</exception>
    public static (PatternNode Root, int GroupCount) Parse(string pattern, bool ignoreCase, bool multiline)
    {
        var parser = new PatternParser(pattern, ignoreCase, multiline);
        var root = parser.ReadAlternatives();
        if (parser._at < pattern.Length)
            throw parser.Fault("unmatched )");
        return (root, parser._groupNames.Count);
    }

    private bool AtEnd => _at >= _pattern.Length;

    private char Current => _at < _pattern.Length ? _pattern[_at] : '\0';

    private bool TryTake(string text)
    {
        if (string.CompareOrdinal(_pattern, _at, text, 0, text.Length) != 0)
            return false;
        _at += text.Length;
        return true;
    }

    private PatternNode ReadAlternatives()
    {
        if (++_nesting > MaxNesting)
            throw Fault($"groups nested more than {MaxNesting} deep");
        var choices = new List<PatternNode> { ReadSequence() };
        while (TryTake("|"))
            choices.Add(ReadSequence());
        _nesting--;
        return choices.Count == 1 ? choices[0] : new AlternationNode(choices);
    }

    private PatternNode ReadSequence()
    {
        var items = new List<PatternNode>();
        while (!AtEnd && Current is not ('|' or ')'))
            items.Add(ReadTerm());
        return items.Count == 1 ? items[0] : new SequenceNode(items);
    }

    private PatternNode ReadTerm()
    {
        PatternNode node;
        switch (Current)
        {
            case '^':
                _at++;
                return new AnchorNode(_multiline ? Anchor.LineStart : Anchor.Start);
            case '$':
                _at++;
                return new AnchorNode(_multiline ? Anchor.LineEnd : Anchor.End);
            case '(':
                node = ReadGroup();
                if (node is LookNode { Behind: true })
                    return node;
                break;
            case '.':
                _at++;
                node = new SetNode(CharacterSet.LineEnds.Invert());
                break;
            case '[':
                node = ReadClass();
                break;
            case '\\':
                _at++;
                node = ReadEscape();
                if (node is AnchorNode)
                    return node;
                break;
            case '*' or '+' or '?':
                throw Fault($"nothing to repeat before {Current}");
            case '{' when TryReadBounds(out _, out _):
                throw Fault("nothing to repeat before {");
            default:
                node = Literal(_pattern[_at++]);
                break;
        }

        return ReadQuantifier(node);
    }

    private PatternNode ReadQuantifier(PatternNode body)
    {
        int min;
        int max;
        switch (Current)
        {
            case '*' when !AtEnd:
                (min, max) = (0, int.MaxValue);
                _at++;
                break;
            case '+' when !AtEnd:
                (min, max) = (1, int.MaxValue);
                _at++;
                break;
            case '?' when !AtEnd:
                (min, max) = (0, 1);
                _at++;
                break;
            case '{' when TryReadBounds(out min, out max):
                if (min > max)
                    throw Fault("numbers out of order in {} quantifier");
                break;
            default:
                return body;
        }

        return new RepeatNode(body, min, max, TryTake("?"));
    }

    /// <summary>Reads {n}, {n,} or {n,m}; anything else after a brace is plain text.</summary>
    private bool TryReadBounds(out int min, out int max)
    {
        var start = _at++;
        max = int.MaxValue;
        if (TryReadNumber(out min))
        {
            if (TryTake("}"))
            {
                max = min;
                return true;
            }

            if (TryTake(",") && (TryTake("}") || (TryReadNumber(out max) && TryTake("}"))))
                return true;
        }

        _at = start;
        return false;
    }

    private bool TryReadNumber(out int number)
    {
        long value = 0;
        var start = _at;
        while (char.IsAsciiDigit(Current))
            value = Math.Min((value * 10) + (_pattern[_at++] - '0'), int.MaxValue);
        number = (int)value;
        return _at > start;
    }

    private PatternNode ReadGroup()
    {
        var start = _at++;
        if (!TryTake("?"))
        {
            var number = ++_groupsOpened;
            return new GroupNode(ReadBody(start), number);
        }

        if (TryTake(":"))
            return new GroupNode(ReadBody(start), 0);
        if (TryTake("="))
            return new LookNode(ReadBody(start), Behind: false, Negative: false);
        if (TryTake("!"))
            return new LookNode(ReadBody(start), Behind: false, Negative: true);
        if (TryTake("<="))
            return new LookNode(ReadBody(start), Behind: true, Negative: false);
        if (TryTake("<!"))
            return new LookNode(ReadBody(start), Behind: true, Negative: true);
        if (!TryTake("<"))
            throw Fault("invalid group after (?");
        ReadName();
        var named = ++_groupsOpened;
        return new GroupNode(ReadBody(start), named);
    }

    private PatternNode ReadBody(int start)
    {
        var body = ReadAlternatives();
        return TryTake(")") ? body : throw Fault($"the group that opens at {start} is not closed");
    }

    private PatternNode ReadEscape()
    {
        if (AtEnd)
            throw Fault("\\ at end of pattern");
        switch (Current)
        {
            case 'b':
                _at++;
                return new AnchorNode(Anchor.WordBorder);
            case 'B':
                _at++;
                return new AnchorNode(Anchor.NoWordBorder);
            case 'k' when _hasNames:
                _at++;
                if (!TryTake("<"))
                    throw Fault("\\k must name a group, as in \\k<name>");
                var name = ReadName();
                var index = _groupNames.IndexOf(name);
                return index >= 0 ? new BackReferenceNode(index + 1) : throw Fault($"\\k names the group {name}, which does not exist");
            case >= '1' and <= '9':
                var start = _at;
                if (TryReadNumber(out var number) && number <= _groupNames.Count)
                    return new BackReferenceNode(number);
                _at = start;
                break;
        }

        return TryReadClassEscape() is { } set ? new SetNode(Folded(set)) : Literal(ReadCharacterEscape(inClass: false));
    }

    /// <summary>Reads \d, \w, \s and their opposites; null and nothing read where another escape stands.</summary>
    private CharacterSet? TryReadClassEscape()
    {
        var set = Current switch
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
            _at++;
        return set;
    }

    private char ReadCharacterEscape(bool inClass)
    {
        var character = _pattern[_at++];
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
                if (char.IsAsciiLetter(Current) || (inClass && (char.IsAsciiDigit(Current) || Current == '_')))
                    return (char)(_pattern[_at++] % 32);

                // Not a control character: the backslash stands for itself, and the c is read again.
                _at--;
                return '\\';
            case 'x':
                return ReadHexadecimal(2) ?? 'x';
            case 'u':
                return ReadHexadecimal(4) ?? 'u';
            case >= '0' and <= '7':
                return ReadOctal(character - '0');
            case 'k' when _hasNames:
                throw Fault("\\k is no character here, because the pattern names groups");
            default:
                return character;
        }
    }

    private char? ReadHexadecimal(int digits)
    {
        if (_at + digits > _pattern.Length
            || !ushort.TryParse(_pattern.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            return null;
        _at += digits;
        return (char)unit;
    }

    private char ReadOctal(int value)
    {
        var more = value <= 3 ? 2 : 1;
        while (more-- > 0 && Current is >= '0' and <= '7')
            value = (value * 8) + (_pattern[_at++] - '0');
        return (char)value;
    }

    private SetNode ReadClass()
    {
        var start = _at++;
        var inverted = TryTake("^");
        var ranges = new List<(char, char)>();
        while (!TryTake("]"))
        {
            if (AtEnd)
                throw Fault($"the class that opens at {start} is not closed");
            var first = ReadClassAtom();
            if (Current != '-' || _at + 1 >= _pattern.Length || _pattern[_at + 1] == ']')
            {
                ranges.AddRange(first.Ranges);
                continue;
            }

            _at++;
            var last = ReadClassAtom();
            if (first.Single is not { } low || last.Single is not { } high)
            {
                ranges.AddRange(first.Ranges);
                ranges.AddRange(last.Ranges);
                ranges.Add(('-', '-'));
            }
            else if (low > high)
            {
                throw Fault($"range out of order in the class that opens at {start}");
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
        var character = _pattern[_at++];
        if (character != '\\')
            return CharacterSet.Of(character);
        if (AtEnd)
            throw Fault("\\ at end of pattern");
        if (TryTake("b"))
            return CharacterSet.Of('\b');
        return TryReadClassEscape() ?? CharacterSet.Of(ReadCharacterEscape(inClass: true));
    }

    private SetNode Literal(char character) => new(Folded(CharacterSet.Of(character)));

    private CharacterSet Folded(CharacterSet set) => _ignoreCase ? set.IgnoreCase() : set;

    /// <summary>Reads a group's name up to its closing bracket.</summary>
    private string ReadName()
    {
        var name = new StringBuilder();
        while (!TryTake(">"))
        {
            if (AtEnd)
                throw Fault("a group's name must end with >");
            var character = _pattern[_at++];
            if (character == '\\')
                character = TryTake("u") && ReadHexadecimal(4) is { } unit ? unit : throw Fault("invalid escape in a group's name");
            var valid = char.IsLetter(character) || char.IsSurrogate(character) || character is '$' or '_'
                || (name.Length > 0 && (char.IsDigit(character) || character is '\u200C' or '\u200D'
                    || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
                        or UnicodeCategory.ConnectorPunctuation));
            if (!valid)
                throw Fault("a group's name consists of letters, digits, $ and _");
            name.Append(character);
        }

        return name.Length > 0 ? name.ToString() : throw Fault("a group's name is empty");
    }

    /// <summary>Counts the capturing groups ahead of reading: whether \1 is a back reference depends on groups that follow it.</summary>
    private List<string?> FindGroups()
    {
        var names = new List<string?>();
        var inClass = false;
        for (_at = 0; !AtEnd; _at++)
        {
            switch (Current)
            {
                case '\\':
                    _at++;
                    break;
                case '[':
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '(' when !inClass:
                    names.AddRange(NameOfGroup());
                    break;
            }
        }

        _at = 0;
        return names;
    }

    private List<string?> NameOfGroup()
    {
        var open = _at++;
        var named = TryTake("?<") && Current is not ('=' or '!');
        var capturing = named || _pattern.Length == open + 1 || _pattern[open + 1] != '?';
        string? name = null;
        if (named)
        {
            name = ReadName();
            if (_pattern.IndexOf($"(?<{name}>", StringComparison.Ordinal) < open)
                throw Fault($"two groups are named {name}");
        }

        _at = named ? _at - 1 : open;
        return capturing ? [name] : [];
    }

    private JsonataException Fault(string reason) =>
        new("S0303", $"Invalid regular expression /{Quoted.Cut(_pattern)}/: {reason}");
}
