using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Syntax;

/// <summary>Operator precedence parser (V. Pratt, 1973): text to a raw tree, which <see cref="Shaper"/> then shapes.</summary>
internal ref struct Parser
{
    private const int PrefixPower = 70;

    private readonly string _text;
    private Lexer _lexer;
    private readonly int _maxDepth;
    private readonly SyntaxArena _arena;
    private StackProbe _stack;
    private Token _token;
    private int _depth;

    private Parser(string text, JsonataLimits limits, SyntaxArena arena)
    {
        if (text.Length > limits.MaxExpressionLength)
            throw new JsonataException(
                "D1022", $"The expression has {text.Length} characters; the limit is {limits.MaxExpressionLength}", position: 0);
        _text = text;
        _lexer = new Lexer(text);
        _arena = arena;
        _maxDepth = limits.MaxExpressionDepth;
    }

    /// <summary>Parses and shapes <paramref name="text"/>; the nodes are those of <paramref name="arena"/>.</summary>
    /// <exception cref="JsonataException">The text is no expression, or goes over a limit.</exception>
    public static SyntaxNode Parse(string text, JsonataLimits limits, SyntaxArena arena, Scope? scope = null)
    {
        var parser = new Parser(text, limits, arena);
        parser.Advance();
        var tree = parser.Expression(0);
        if (parser._token.Kind != TokenKind.End)
            throw new JsonataException(
                "S0201", $"Syntax error: expected the end of the expression, got {parser._token.Text}", parser._token.Position, parser._token.Text);
        return Shaper.Shape(tree, limits, arena, scope ?? new Scope());
    }

    private void Advance(Symbol expected = Symbol.None, bool infix = false)
    {
        if (expected != Symbol.None && !_token.Is(expected))
            throw Unexpected(Symbols.TextOf(expected));
        _token = _lexer.Next(infix);
        if (_token.Is(Symbol.Bang) || _token.Is(Symbol.Tilde))
            throw new JsonataException("S0204", $"Unknown operator: {_token.Text}", _token.Position, _token.Text);
    }

    private JsonataException Unexpected(string expected) => _token.Kind == TokenKind.End
        ? new JsonataException("S0203", $"Expected {expected} before the end of the expression", _token.Position, _token.Text, expected)
        : new JsonataException("S0202", $"Expected {expected}, got {_token.Text}", _token.Position, _token.Text, expected);

    private SyntaxNode Expression(int power)
    {
        if (++_depth > _maxDepth)
            throw TooDeep(_maxDepth, _token.Position);
        _stack.Ensure();
        var token = _token;
        var number = _lexer.Number;
        Advance(infix: true);
        var left = Prefix(token, number);
        while (power < Symbols.Power(_token.Symbol))
        {
            token = _token;
            Advance();
            left = Infix(left, token);
        }
        _depth--;
        return left;
    }

    public static JsonataException TooDeep(int limit, int position) =>
        new("D1023", $"The expression is nested deeper than {limit} levels", position);

    private SyntaxNode Prefix(Token token, double value)
    {
        switch (token.Kind)
        {
            case TokenKind.End:
                return Node(SyntaxKind.End, token);
            case TokenKind.Name:
                return Node(SyntaxKind.Name, token);
            case TokenKind.Variable:
                return Node(SyntaxKind.Variable, token);
            case TokenKind.String:
                return Node(SyntaxKind.String, token);
            case TokenKind.Number:
                var number = Node(SyntaxKind.Number, token);
                number.Number = value;
                return number;
            case TokenKind.Constant:
                return Node(SyntaxKind.Constant, token);
            case TokenKind.Regex:
                var regex = Node(SyntaxKind.Regex, token);
                regex.Flags = _text.Substring(token.Position - (int)value, (int)value);
                return regex;
        }
        switch (token.Symbol)
        {
            case Symbol.And or Symbol.Or or Symbol.In:
                return _arena.New(SyntaxKind.Name, token.Symbol, PropertyName.Of(token.Text), token.Position);
            case Symbol.Minus:
                var negation = Node(SyntaxKind.Negate, token);
                negation.Left = Expression(PrefixPower);
                return negation;
            case Symbol.Star:
                return Node(SyntaxKind.Wildcard, token);
            case Symbol.StarStar:
                return Node(SyntaxKind.Descendant, token);
            case Symbol.Percent:
                return Node(SyntaxKind.Parent, token);
            case Symbol.OpenParenthesis:
                return Block(token);
            case Symbol.OpenBracket:
                return Array(token);
            case Symbol.OpenBrace:
                return Pairs(Node(SyntaxKind.Object, token));
            case Symbol.Bar:
                return Transform(token);
            default:
                throw new JsonataException("S0211", $"The symbol {token.Text} cannot stand before an operand", token.Position, token.Text);
        }
    }

    private readonly SyntaxNode Node(SyntaxKind kind, Token token) => _arena.New(kind, token.Symbol, token.Name, token.Position);

    private SyntaxNode Node(SyntaxKind kind, Token token, SyntaxNode left)
    {
        var node = Node(kind, token);
        node.Left = left;
        return node;
    }

    private SyntaxNode Infix(SyntaxNode left, Token token)
    {
        switch (token.Symbol)
        {
            case Symbol.OpenParenthesis:
                return Call(left, token);
            case Symbol.OpenBracket:
                return Predicate(left, token);
            case Symbol.Caret:
                return OrderBy(left, token);
            case Symbol.OpenBrace:
                return Pairs(Node(SyntaxKind.Binary, token, left));
            case Symbol.Question:
                return Condition(left, token);
            case Symbol.Default:
                return WithRight(Node(SyntaxKind.Default, token, left), 0);
            case Symbol.Coalesce:
                return WithRight(Node(SyntaxKind.Coalesce, token, left), 0);
            case Symbol.Assign:
                if (left.Kind != SyntaxKind.Variable)
                    throw new JsonataException(
                        "S0212", "The left side of := must be a variable name (start with $)", left.Position, left.Text);
                return WithRight(Node(SyntaxKind.Binary, token, left), 9);
            case Symbol.At or Symbol.Hash:
                var bound = WithRight(Node(SyntaxKind.Binary, token, left), 80);
                if (bound.Right!.Kind != SyntaxKind.Variable)
                    throw new JsonataException(
                        "S0214", $"The right side of {token.Text} must be a variable name (start with $)", bound.Right.Position, token.Text);
                return bound;
            default:
                return WithRight(Node(SyntaxKind.Binary, token, left), Symbols.Power(token.Symbol));
        }
    }

    private SyntaxNode WithRight(SyntaxNode node, int power)
    {
        node.Right = Expression(power);
        return node;
    }

    private SyntaxNode Block(Token token)
    {
        var block = Node(SyntaxKind.Block, token);
        while (!_token.Is(Symbol.CloseParenthesis))
        {
            block.AddItem(Expression(0));
            if (!_token.Is(Symbol.Semicolon))
                break;
            Advance(Symbol.Semicolon);
        }
        Advance(Symbol.CloseParenthesis, infix: true);
        return block;
    }

    private SyntaxNode Array(Token token)
    {
        var array = Node(SyntaxKind.Array, token);
        if (!_token.Is(Symbol.CloseBracket))
        {
            while (true)
            {
                var item = Expression(0);
                if (_token.Is(Symbol.DotDot))
                {
                    var range = _token;
                    Advance(Symbol.DotDot);
                    item = WithRight(Node(SyntaxKind.Binary, range, item), 0);
                }
                array.AddItem(item);
                if (!_token.Is(Symbol.Comma))
                    break;
                Advance(Symbol.Comma);
            }
        }
        Advance(Symbol.CloseBracket, infix: true);
        return array;
    }

    private SyntaxNode Pairs(SyntaxNode node)
    {
        if (!_token.Is(Symbol.CloseBrace))
        {
            while (true)
            {
                var key = Expression(0);
                Advance(Symbol.Colon);
                node.AddItem(key);
                node.AddItem(Expression(0));
                if (!_token.Is(Symbol.Comma))
                    break;
                Advance(Symbol.Comma);
            }
        }
        Advance(Symbol.CloseBrace, infix: true);
        return node;
    }

    private SyntaxNode Transform(Token token)
    {
        var transform = Node(SyntaxKind.Transform, token);
        transform.Left = Expression(0);
        Advance(Symbol.Bar);
        transform.Right = Expression(0);
        if (_token.Is(Symbol.Comma))
        {
            Advance(Symbol.Comma);
            transform.Other = Expression(0);
        }
        Advance(Symbol.Bar);
        return transform;
    }

    private SyntaxNode Condition(SyntaxNode left, Token token)
    {
        var condition = WithRight(Node(SyntaxKind.Condition, token, left), 0);
        if (_token.Is(Symbol.Colon))
        {
            Advance(Symbol.Colon);
            condition.Other = Expression(0);
        }
        return condition;
    }

    private SyntaxNode Predicate(SyntaxNode left, Token token)
    {
        if (_token.Is(Symbol.CloseBracket))
        {
            var step = left;
            while (step is { Kind: SyntaxKind.Binary, Symbol: Symbol.OpenBracket })
                step = step.Left!;
            step.KeepArray = true;
            Advance(Symbol.CloseBracket);
            return left;
        }
        var predicate = WithRight(Node(SyntaxKind.Binary, token, left), 0);
        Advance(Symbol.CloseBracket, infix: true);
        return predicate;
    }

    private SyntaxNode OrderBy(SyntaxNode left, Token token)
    {
        var sort = Node(SyntaxKind.Binary, token, left);
        Advance(Symbol.OpenParenthesis);
        while (true)
        {
            var term = Node(SyntaxKind.Term, _token);
            if (_token.Is(Symbol.Greater) || _token.Is(Symbol.Less))
                Advance();
            term.Left = Expression(0);
            sort.AddItem(term);
            if (!_token.Is(Symbol.Comma))
                break;
            Advance(Symbol.Comma);
        }
        Advance(Symbol.CloseParenthesis);
        return sort;
    }

    private SyntaxNode Call(SyntaxNode procedure, Token token)
    {
        var call = Node(SyntaxKind.Call, token, procedure);
        if (!_token.Is(Symbol.CloseParenthesis))
        {
            while (true)
            {
                if (_token.Is(Symbol.Question))
                {
                    call.Kind = SyntaxKind.Partial;
                    call.AddItem(Node(SyntaxKind.Placeholder, _token));
                    Advance(Symbol.Question);
                }
                else
                {
                    call.AddItem(Expression(0));
                }
                if (!_token.Is(Symbol.Comma))
                    break;
                Advance(Symbol.Comma);
            }
        }
        Advance(Symbol.CloseParenthesis, infix: true);
        return procedure.Kind == SyntaxKind.Name && procedure.Text is "function" or "λ" ? Lambda(call) : call;
    }

    private SyntaxNode Lambda(SyntaxNode call)
    {
        for (var i = 0; i < call.Items.Length; i++)
            if (call.Items[i].Kind != SyntaxKind.Variable)
                throw new JsonataException(
                    "S0208",
                    $"Parameter {i + 1} of the function definition must be a variable name (start with $)",
                    call.Items[i].Position,
                    call.Items[i].Text,
                    (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        call.Kind = SyntaxKind.Lambda;
        if (_token.Is(Symbol.Less))
            call.Signature = LambdaSignature();
        Advance(Symbol.OpenBrace);
        call.Right = Expression(0);
        Advance(Symbol.CloseBrace);
        return call;
    }

    private Signature LambdaSignature()
    {
        var position = _token.Position;
        var depth = 1;
        var text = new System.Text.StringBuilder("<");
        while (depth > 0 && !_token.Is(Symbol.OpenBrace) && _token.Kind != TokenKind.End)
        {
            Advance();
            if (_token.Is(Symbol.Greater))
                depth--;
            else if (_token.Is(Symbol.Less))
                depth++;
            text.Append(_token.Text);
        }
        Advance(Symbol.Greater);
        return Signature.Parse(text.ToString(), position);
    }
}
