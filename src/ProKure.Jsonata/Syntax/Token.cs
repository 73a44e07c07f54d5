namespace ProKure.Jsonata.Syntax;

internal enum TokenKind : byte
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

/// <summary>One token; <see cref="Position"/> is the UTF-16 index after it, as errors report it. Small enough for registers.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The operator, the name, the unescaped string, the digits, or the pattern.</param>
/// <param name="Position">Index after the token.</param>
/// <param name="Symbol">Which operator it is.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, Symbol Symbol = Symbol.None)
{
    public bool Is(Symbol symbol) => Symbol == symbol;
}
