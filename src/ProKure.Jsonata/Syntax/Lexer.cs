using System.Buffers;
using System.Globalization;
using System.Text;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Syntax;

/// <summary>
/// Cuts an expression into tokens on demand, since whether <c>/</c> divides or opens a pattern depends on the parser. The token at hand is spread
/// over properties: a token of its own would be copied more often than it is read.
/// </summary>
internal ref struct Lexer(string text)
{
    private static readonly PropertyName End = new("(end)");
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\n\r\v");
    private static readonly SearchValues<char> NameEnd = SearchValues.Create(" \t\n\r\v" + Symbols.OneCharacter);

    private int _at;

    /// <summary>The node that the token makes if nothing else does; <see cref="SyntaxKind.Binary"/> for all operators.</summary>
    public SyntaxKind Kind { get; private set; }

    /// <summary>Which operator it is; none where it is no operator.</summary>
    public Symbol Symbol { get; private set; }

    /// <summary>The name, the unescaped string, the digits, or the pattern; null where the token is an operator.</summary>
    public PropertyName? Name { get; private set; }

    /// <summary>The value of a number; after a regular expression, how many flags stand at its end.</summary>
    public double Number { get; private set; }

    /// <summary>Whether <c>$eval</c> was among the tokens.</summary>
    public bool SawEval { get; private set; }

    /// <summary>Whether one of the operators was among the tokens that bind rows or parents: <c>@ # %</c>.</summary>
    public bool SawBindings { get; private set; }

    /// <summary>The UTF-16 index after the token, as errors report it.</summary>
    public readonly int Position => _at;

    /// <summary>The token as errors show it.</summary>
    public readonly string Text => Name is null ? Symbols.TextOf(Symbol) : Name.Text;

    /// <summary>Reads the next token. <paramref name="infix"/>: an operator may stand here, so a slash is a division.</summary>
    public void Read(bool infix)
    {
        if (_at < text.Length && text[_at] is <= ' ' or '/')
            SkipBlanksAndComments();
        if (_at >= text.Length)
        {
            Become(SyntaxKind.End, End);
            return;
        }
        var first = text[_at];
        if (first == '/' && !infix)
            ReadRegex();
        else if (Symbols.Of(first) is not Symbol.None and var symbol)
            ReadSymbol(symbol);
        else if (first is '"' or '\'')
            ReadString(first);
        else if (char.IsAsciiDigit(first))
            ReadNumber();
        else if (first == '`')
            ReadQuotedName();
        else
            ReadName();
    }

    private void Become(SyntaxKind kind, PropertyName name) => (Kind, Symbol, Name) = (kind, Symbol.None, name);

    private void Become(Symbol symbol) => (Kind, Symbol, Name) = (SyntaxKind.Binary, symbol, null);

    private static JsonataException Fault(string code, string message, int position, string? token = null) =>
        new(code, message, position, token);

    private void SkipBlanksAndComments()
    {
        while (_at < text.Length)
        {
            var current = text[_at];
            if (current == '/')
            {
                if (!SkipComment())
                    return;
            }
            else if (current is not (' ' or '\t' or '\n' or '\r' or '\v'))
            {
                return;
            }
            else if (current is '\n' or '\r')
            {
                // Lines are indented: look for their ends in one go.
                var blanks = text.AsSpan(_at).IndexOfAnyExcept(Blanks);
                _at = blanks < 0 ? text.Length : _at + blanks;
            }
            else
            {
                _at++;
            }
        }
    }

    private bool SkipComment()
    {
        if (_at + 1 >= text.Length || text[_at + 1] != '*')
            return false;
        var end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        if (end < 0)
            throw Fault("S0106", "The comment has no closing */", _at);
        _at = end + 2;
        return true;
    }

    private void ReadSymbol(Symbol symbol)
    {
        _at++;
        if (_at < text.Length && text[_at] is '.' or '=' or '*' or '>' or ':' or '?' && Symbols.Of(symbol, text[_at]) is not Symbol.None and var pair)
        {
            _at++;
            symbol = pair;
        }
        SawBindings |= symbol is Symbol.At or Symbol.Hash or Symbol.Percent;
        if (symbol is Symbol.Bang or Symbol.Tilde)
            throw Fault("S0204", $"Unknown operator: {Symbols.TextOf(symbol)}", _at, Symbols.TextOf(symbol));
        Become(symbol);
    }

    private void ReadRegex()
    {
        var start = ++_at;
        var depth = 0;
        for (; _at < text.Length; _at++)
        {
            var current = text[_at];
            if (current == '/' && depth == 0 && !IsEscaped(_at))
            {
                FinishRegex(start);
                return;
            }
            var escaped = _at > 0 && text[_at - 1] == '\\';
            if (current is '(' or '[' or '{' && !escaped)
                depth++;
            else if (current is ')' or ']' or '}' && !escaped)
                depth--;
        }
        throw Fault("S0302", "The regular expression has no closing /", _at);
    }

    private bool IsEscaped(int index)
    {
        var backslashes = 0;
        while (index - backslashes > 0 && text[index - backslashes - 1] == '\\')
            backslashes++;
        return backslashes % 2 == 1;
    }

    private void FinishRegex(int start)
    {
        if (_at == start)
            throw Fault("S0301", "An empty regular expression is not allowed", _at);
        var pattern = PropertyName.Of(text.AsSpan(start, _at - start));
        var flags = ++_at;
        while (_at < text.Length && text[_at] is 'i' or 'm')
            _at++;
        Number = _at - flags;
        Become(SyntaxKind.Regex, pattern);
    }

    private void ReadString(char quote)
    {
        var start = _at + 1;
        var end = text.AsSpan(start).IndexOfAny(quote, '\\');
        if (end >= 0 && text[start + end] == quote)
        {
            _at = start + end + 1;
            Become(SyntaxKind.String, PropertyName.Of(text.AsSpan(start, end)));
            return;
        }
        ReadEscapedString(quote, start);
    }

    private void ReadEscapedString(char quote, int start)
    {
        var value = new StringBuilder();
        for (_at = start; _at < text.Length; _at++)
        {
            var current = text[_at];
            if (current == quote)
            {
                _at++;
                Become(SyntaxKind.String, PropertyName.Of(value.ToString()));
                return;
            }
            value.Append(current == '\\' ? ReadEscape() : current);
        }
        throw Fault("S0101", $"The string has no closing {quote}", _at);
    }

    private char ReadEscape()
    {
        _at++;
        var escape = _at < text.Length ? text[_at] : '\0';
        switch (escape)
        {
            case '"' or '\\' or '/':
                return escape;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                var digits = text.AsSpan(_at + 1, Math.Min(4, text.Length - _at - 1));
                if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
                    throw Fault("S0104", "The escape \\u must be followed by 4 hex digits", _at);
                _at += 4;
                return (char)unit;
            default:
                var found = _at < text.Length ? escape.ToString() : "";
                throw Fault("S0103", $"Unknown escape \\{found} in a string; known are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX", _at, found);
        }
    }

    private void ReadNumber()
    {
        var start = _at;
        if (text[_at] == '0')
            _at++;
        else
            SkipDigits();
        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            _at++;
            SkipDigits();
        }
        if (_at < text.Length && text[_at] is 'e' or 'E')
        {
            var exponent = _at + 1;
            if (exponent < text.Length && text[exponent] is '+' or '-')
                exponent++;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
            {
                _at = exponent;
                SkipDigits();
            }
        }
        var digits = text.AsSpan(start, _at - start);
        var number = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var integer)
            ? integer
            : double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(number))
            throw Fault("S0102", $"The number {digits} is out of range", start, digits.ToString());
        Number = number;
        Become(SyntaxKind.Number, PropertyName.Of(digits));
    }

    private void SkipDigits()
    {
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            _at++;
    }

    private void ReadQuotedName()
    {
        var start = _at + 1;
        var end = text.IndexOf('`', start);
        if (end < 0)
            throw Fault("S0105", "The quoted name has no closing `", text.Length);
        _at = end + 1;
        Become(SyntaxKind.Name, PropertyName.Of(text.AsSpan(start, end - start)));
    }

    private void ReadName()
    {
        var length = text.AsSpan(_at).IndexOfAny(NameEnd);
        var name = text.AsSpan(_at, length < 0 ? text.Length - _at : length);
        _at += name.Length;
        if (name[0] == '$')
            BecomeVariable(name[1..]);
        else if (name is "or")
            Become(Symbol.Or);
        else if (name is "in")
            Become(Symbol.In);
        else if (name is "and")
            Become(Symbol.And);
        else
            Become(name is "true" or "false" or "null" ? SyntaxKind.Constant : SyntaxKind.Name, PropertyName.Of(name));
    }

    private void BecomeVariable(ReadOnlySpan<char> name)
    {
        SawEval |= name is "eval";
        Become(SyntaxKind.Variable, PropertyName.Of(name));
    }
}
