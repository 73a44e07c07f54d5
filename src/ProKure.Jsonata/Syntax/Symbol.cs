namespace ProKure.Jsonata.Syntax;

/// <summary>An operator or a bracket.</summary>
internal enum Symbol : byte
{
    None,
    Dot,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    OpenParenthesis,
    CloseParenthesis,
    Comma,
    At,
    Hash,
    Semicolon,
    Colon,
    Question,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Bar,
    Equal,
    Less,
    Greater,
    Caret,
    Ampersand,
    Bang,
    Tilde,
    DotDot,
    Assign,
    NotEqual,
    GreaterOrEqual,
    LessOrEqual,
    StarStar,
    Chain,
    Default,
    Coalesce,
    And,
    Or,
    In,
}

/// <summary>How symbols are written, and how strongly they bind.</summary>
internal static class Symbols
{
    /// <summary>The symbols of one character, in the order of <see cref="Symbol"/>.</summary>
    public const string OneCharacter = ".[]{}(),@#;:?+-*/%|=<>^&!~";

    private static readonly string[] Texts =
    [
        "", .. OneCharacter.Select(character => character.ToString()),
        "..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??", "and", "or", "in",
    ];

    private static readonly Symbol[] OfCharacter = [.. Enumerable.Range(0, 128).Select(code => (Symbol)(OneCharacter.IndexOf((char)code, StringComparison.Ordinal) + 1))];

    private static readonly byte[] Powers = [.. Enum.GetValues<Symbol>().Select(symbol => (byte)PowerOf(symbol))];

    public static string TextOf(Symbol symbol) => Texts[(int)symbol];

    /// <summary>The symbol that a character is, or begins with; none where it is no symbol.</summary>
    public static Symbol Of(char character) => character < OfCharacter.Length ? OfCharacter[character] : Symbol.None;

    /// <summary>The symbol of two characters; none where they are not one.</summary>
    public static Symbol Of(Symbol first, char second) => (first, second) switch
    {
        (Symbol.Dot, '.') => Symbol.DotDot,
        (Symbol.Colon, '=') => Symbol.Assign,
        (Symbol.Bang, '=') => Symbol.NotEqual,
        (Symbol.Greater, '=') => Symbol.GreaterOrEqual,
        (Symbol.Less, '=') => Symbol.LessOrEqual,
        (Symbol.Star, '*') => Symbol.StarStar,
        (Symbol.Tilde, '>') => Symbol.Chain,
        (Symbol.Question, ':') => Symbol.Default,
        (Symbol.Question, '?') => Symbol.Coalesce,
        _ => Symbol.None,
    };

    /// <summary>How strongly a symbol binds what is on its left; 0 where it ends an expression.</summary>
    public static int Power(Symbol symbol) => Powers[(int)symbol];

    private static int PowerOf(Symbol symbol) => symbol switch
    {
        Symbol.OpenBracket or Symbol.OpenParenthesis or Symbol.At or Symbol.Hash => 80,
        Symbol.Dot => 75,
        Symbol.OpenBrace => 70,
        Symbol.Star or Symbol.Slash or Symbol.Percent => 60,
        Symbol.Plus or Symbol.Minus or Symbol.Ampersand => 50,
        Symbol.Equal or Symbol.Less or Symbol.Greater or Symbol.NotEqual or Symbol.LessOrEqual or Symbol.GreaterOrEqual or Symbol.Caret
            or Symbol.Chain or Symbol.Default or Symbol.Coalesce or Symbol.In => 40,
        Symbol.And => 30,
        Symbol.Or => 25,
        Symbol.Question => 20,
        Symbol.Assign => 10,
        _ => 0,
    };
}
