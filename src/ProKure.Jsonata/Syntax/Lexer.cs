using System.Buffers;
using System.Globalization;
using System.Text;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Syntax;

/// <summary>Cuts an expression into tokens on demand, since whether <c>/</c> divides or opens a pattern depends on the parser.</summary>
internal ref struct Lexer(string text)
{
    private static readonly PropertyName End = new("(end)");
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\n\r\v");
    private static readonly SearchValues<char> NameEnd = SearchValues.Create(" \t\n\r\v" + Symbols.OneCharacter);

    private int _at;

    /// <summary>The value of the number read last; after a regular expression, how many flags stand at its end.</summary>
    public double Number { get; private set; }

    /// <summary>The next token. <paramref name="infix"/>: an operator may stand here, so a slash is a division.</summary>
    public Token Next(bool infix)
    {
        SkipBlanksAndComments();
        if (_at >= text.Length)
            return Token.Of(TokenKind.End, End, text.Length);
        var first = text[_at];
        if (first == '/' && !infix)
            return ReadRegex();
        if (Symbols.Of(first) is not Symbol.None and var symbol)
            return ReadSymbol(symbol);
        if (first is '"' or '\'')
            return ReadString(first);
        if (char.IsAsciiDigit(first))
            return ReadNumber();
        return first == '`' ? ReadQuotedName() : ReadName();
    }

    private static JsonataException Fault(string code, string message, int position, string? token = null) =>
        new(code, message, position, token);

    private void SkipBlanksAndComments()
    {
        while (_at < text.Length)
        {
            var current = text[_at];
            if (current is '\n' or '\r')
            {
                // Lines are indented: look for their ends in one go.
                var blanks = text.AsSpan(_at).IndexOfAnyExcept(Blanks);
                _at = blanks < 0 ? text.Length : _at + blanks;
                continue;
            }
            if (current is ' ' or '\t' or '\v')
            {
                _at++;
                continue;
            }
            if (current != '/' || _at + 1 >= text.Length || text[_at + 1] != '*')
                return;
            var end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
            if (end < 0)
                throw Fault("S0106", "The comment has no closing */", _at);
            _at = end + 2;
        }
    }

    private Token ReadSymbol(Symbol symbol)
    {
        _at++;
        if (_at < text.Length && text[_at] is '.' or '=' or '*' or '>' or ':' or '?' && Symbols.Of(symbol, text[_at]) is not Symbol.None and var pair)
        {
            _at++;
            symbol = pair;
        }
        return Token.Operator(symbol, _at);
    }

    private Token ReadRegex()
    {
        var start = ++_at;
        var depth = 0;
        for (; _at < text.Length; _at++)
        {
            var current = text[_at];
            if (current == '/' && depth == 0 && !IsEscaped(_at))
                return FinishRegex(start);
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

    private Token FinishRegex(int start)
    {
        if (_at == start)
            throw Fault("S0301", "An empty regular expression is not allowed", _at);
        var pattern = PropertyName.Of(text.AsSpan(start, _at - start));
        var flags = ++_at;
        while (_at < text.Length && text[_at] is 'i' or 'm')
            _at++;
        Number = _at - flags;
        return Token.Of(TokenKind.Regex, pattern, _at);
    }

    private Token ReadString(char quote)
    {
        var start = ++_at;
        var end = text.AsSpan(start).IndexOfAny(quote, '\\');
        if (end >= 0 && text[start + end] == quote)
        {
            _at = start + end + 1;
            return Token.Of(TokenKind.String, PropertyName.Of(text.AsSpan(start, end)), _at);
        }
        var value = new StringBuilder();
        for (; _at < text.Length; _at++)
        {
            var current = text[_at];
            if (current == quote)
                return Token.Of(TokenKind.String, PropertyName.Of(value.ToString()), ++_at);
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

    private Token ReadNumber()
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
        return Token.Of(TokenKind.Number, PropertyName.Of(digits), _at);
    }

    private void SkipDigits()
    {
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            _at++;
    }

    private Token ReadQuotedName()
    {
        var start = _at + 1;
        var end = text.IndexOf('`', start);
        if (end < 0)
            throw Fault("S0105", "The quoted name has no closing `", text.Length);
        _at = end + 1;
        return Token.Of(TokenKind.Name, PropertyName.Of(text.AsSpan(start, end - start)), _at);
    }

    private Token ReadName()
    {
        var length = text.AsSpan(_at).IndexOfAny(NameEnd);
        var name = text.AsSpan(_at, length < 0 ? text.Length - _at : length);
        _at += name.Length;
        if (name[0] == '$')
            return Token.Of(TokenKind.Variable, PropertyName.Of(name[1..]), _at);
        return name switch
        {
            "or" => Token.Operator(Symbol.Or, _at),
            "in" => Token.Operator(Symbol.In, _at),
            "and" => Token.Operator(Symbol.And, _at),
            "true" or "false" or "null" => Token.Of(TokenKind.Constant, PropertyName.Of(name), _at),
            _ => Token.Of(TokenKind.Name, PropertyName.Of(name), _at),
        };
    }
}
