using ProKure.Jsonata.Values;

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
/// <param name="Symbol">Which operator it is.</param>
/// <param name="Position">Index after the token.</param>
/// <param name="Name">The name, the unescaped string, the digits, or the pattern; null where it is an operator.</param>
internal readonly record struct Token(TokenKind Kind, Symbol Symbol, int Position, PropertyName? Name)
{
    /// <summary>The token as errors show it.</summary>
    public string Text => Name is null ? Symbols.TextOf(Symbol) : Name.Text;

    public static Token Operator(Symbol symbol, int position) => new(TokenKind.Operator, symbol, position, Name: null);

    public static Token Of(TokenKind kind, PropertyName name, int position) => new(kind, Symbol.None, position, name);

    public bool Is(Symbol symbol) => Symbol == symbol;
}
