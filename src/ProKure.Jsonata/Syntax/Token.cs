namespace ProKure.Jsonata.Syntax;

internal enum TokenKind
{
    End,
    Operator,
    Name,
    Variable,
    String,
    Number,
    Constant,
    Regex,
}

/// <summary>One token; <see cref="Position"/> is the UTF-16 index after it, as errors report it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The operator, the name, the unescaped string, the digits, or the pattern.</param>
/// <param name="Position">Index after the token.</param>
/// <param name="Symbol">Which operator it is.</param>
/// <param name="Number">The value of a number; of a regular expression, how many flags stand at its end.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, Symbol Symbol = Symbol.None, double Number = 0)
{
    public bool Is(Symbol symbol) => Symbol == symbol;
}
