using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Syntax;

/// <summary>What an expression was parsed into.</summary>
/// <param name="Root">The shaped tree.</param>
/// <param name="NamesEval">Whether <c>$eval</c> is in it.</param>
/// <param name="MayBind">Whether paths in it may bind variables or parents to rows.</param>
internal readonly record struct SyntaxTree(SyntaxNode Root, bool NamesEval, bool MayBind);

/// <summary>Operator precedence parser (V. Pratt, 1973): text to a raw tree, which <see cref="Shaper"/> then shapes.</summary>
internal ref struct Parser
{
    private const int PrefixPower = 70;

    private readonly string _text;
    private Lexer _lexer;
    private readonly int _maxDepth;
    private readonly SyntaxArena _arena;
    private StackProbe _stack;
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
    public static SyntaxTree Parse(string text, JsonataLimits limits, SyntaxArena arena, Scope? scope = null)
    {
        var parser = new Parser(text, limits, arena);
        parser.Advance();
        var tree = parser.Expression(0);
        if (parser._lexer.Kind != SyntaxKind.End)
            throw new JsonataException(
                "S0201", $"Syntax error: expected the end of the expression, got {parser._lexer.Text}", parser._lexer.Position, parser._lexer.Text);
        var shaped = Shaper.Shape(tree, limits, arena, scope ?? new Scope());
        return new SyntaxTree(shaped, parser._lexer.SawEval, parser._lexer.SawBindings);
    }

    private readonly bool Stands(Symbol symbol) => _lexer.Symbol == symbol;

    private void Advance(Symbol expected = Symbol.None, bool infix = false)
    {
        if (expected != Symbol.None && !Stands(expected))
            throw Unexpected(Symbols.TextOf(expected));
        _lexer.Read(infix);
    }

    private readonly JsonataException Unexpected(string expected) => _lexer.Kind == SyntaxKind.End
        ? new JsonataException("S0203", $"Expected {expected} before the end of the expression", _lexer.Position, _lexer.Text, expected)
        : new JsonataException("S0202", $"Expected {expected}, got {_lexer.Text}", _lexer.Position, _lexer.Text, expected);

    private SyntaxNode Expression(int power)
    {
        if (++_depth > _maxDepth)
            throw TooDeep(_maxDepth, _lexer.Position);
        _stack.Ensure();
        var left = Prefix(Take(infix: true));
        while (power < Symbols.Power(_lexer.Symbol))
            left = Infix(left, Take());
        _depth--;
        return left;
    }

    /// <summary>Makes the token at hand a node, and advances.</summary>
    private SyntaxNode Take(bool infix = false)
    {
        var node = _arena.New(_lexer.Kind, _lexer.Symbol, _lexer.Name, _lexer.Position);
        if (node.Kind is SyntaxKind.Number or SyntaxKind.Regex)
            node.Number = _lexer.Number;
        Advance(infix: infix);
        return node;
    }

    public static JsonataException TooDeep(int limit, int position) =>
        new("D1023", $"The expression is nested deeper than {limit} levels", position);

    private SyntaxNode Prefix(SyntaxNode node)
    {
        if (node.Kind == SyntaxKind.Regex)
            node.Flags = _text.Substring(node.Position - (int)node.Number, (int)node.Number);
        if (node.Kind != SyntaxKind.Binary)
            return node;
        switch (node.Symbol)
        {
            case Symbol.And or Symbol.Or or Symbol.In:
                node.Name = PropertyName.Of(node.Text);
                return As(SyntaxKind.Name, node);
            case Symbol.Minus:
                node.Left = Expression(PrefixPower);
                return As(SyntaxKind.Negate, node);
            case Symbol.Star:
                return As(SyntaxKind.Wildcard, node);
            case Symbol.StarStar:
                return As(SyntaxKind.Descendant, node);
            case Symbol.Percent:
                return As(SyntaxKind.Parent, node);
            case Symbol.OpenParenthesis:
                return Block(node);
            case Symbol.OpenBracket:
                return Array(node);
            case Symbol.OpenBrace:
                return Pairs(As(SyntaxKind.Object, node));
            case Symbol.Bar:
                return Transform(node);
            default:
                throw new JsonataException("S0211", $"The symbol {node.Text} cannot stand before an operand", node.Position, node.Text);
        }
    }

    private static SyntaxNode As(SyntaxKind kind, SyntaxNode node)
    {
        node.Kind = kind;
        return node;
    }

    private SyntaxNode Infix(SyntaxNode left, SyntaxNode node)
    {
        node.Left = left;
        switch (node.Symbol)
        {
            case Symbol.OpenParenthesis:
                return Call(left, node);
            case Symbol.OpenBracket:
                return Predicate(left, node);
            case Symbol.Caret:
                return OrderBy(node);
            case Symbol.OpenBrace:
                return Pairs(node);
            case Symbol.Question:
                return Condition(node);
            case Symbol.Default:
                return WithRight(As(SyntaxKind.Default, node), 0);
            case Symbol.Coalesce:
                return WithRight(As(SyntaxKind.Coalesce, node), 0);
            case Symbol.Assign:
                if (left.Kind != SyntaxKind.Variable)
                    throw new JsonataException(
                        "S0212", "The left side of := must be a variable name (start with $)", left.Position, left.Text);
                return WithRight(node, 9);
            case Symbol.At or Symbol.Hash:
                WithRight(node, 80);
                if (node.Right!.Kind != SyntaxKind.Variable)
                    throw new JsonataException(
                        "S0214", $"The right side of {node.Text} must be a variable name (start with $)", node.Right.Position, node.Text);
                return node;
            default:
                return WithRight(node, Symbols.Power(node.Symbol));
        }
    }

    private SyntaxNode WithRight(SyntaxNode node, int power)
    {
        node.Right = Expression(power);
        return node;
    }

    private SyntaxNode Block(SyntaxNode block)
    {
        block.Kind = SyntaxKind.Block;
        while (!Stands(Symbol.CloseParenthesis))
        {
            block.AddItem(Expression(0));
            if (!Stands(Symbol.Semicolon))
                break;
            Advance(Symbol.Semicolon);
        }
        Advance(Symbol.CloseParenthesis, infix: true);
        return block;
    }

    private SyntaxNode Array(SyntaxNode array)
    {
        array.Kind = SyntaxKind.Array;
        if (!Stands(Symbol.CloseBracket))
        {
            while (true)
            {
                var item = Expression(0);
                if (Stands(Symbol.DotDot))
                {
                    var range = Take();
                    range.Left = item;
                    item = WithRight(range, 0);
                }
                array.AddItem(item);
                if (!Stands(Symbol.Comma))
                    break;
                Advance(Symbol.Comma);
            }
        }
        Advance(Symbol.CloseBracket, infix: true);
        return array;
    }

    private SyntaxNode Pairs(SyntaxNode node)
    {
        if (!Stands(Symbol.CloseBrace))
        {
            while (true)
            {
                var key = Expression(0);
                Advance(Symbol.Colon);
                node.AddItem(key);
                node.AddItem(Expression(0));
                if (!Stands(Symbol.Comma))
                    break;
                Advance(Symbol.Comma);
            }
        }
        Advance(Symbol.CloseBrace, infix: true);
        return node;
    }

    private SyntaxNode Transform(SyntaxNode transform)
    {
        transform.Kind = SyntaxKind.Transform;
        transform.Left = Expression(0);
        Advance(Symbol.Bar);
        transform.Right = Expression(0);
        if (Stands(Symbol.Comma))
        {
            Advance(Symbol.Comma);
            transform.Other = Expression(0);
        }
        Advance(Symbol.Bar);
        return transform;
    }

    private SyntaxNode Condition(SyntaxNode condition)
    {
        WithRight(As(SyntaxKind.Condition, condition), 0);
        if (Stands(Symbol.Colon))
        {
            Advance(Symbol.Colon);
            condition.Other = Expression(0);
        }
        return condition;
    }

    private SyntaxNode Predicate(SyntaxNode left, SyntaxNode predicate)
    {
        if (Stands(Symbol.CloseBracket))
        {
            var step = left;
            while (step is { Kind: SyntaxKind.Binary, Symbol: Symbol.OpenBracket })
                step = step.Left!;
            step.KeepArray = true;
            Advance(Symbol.CloseBracket);
            return left;
        }
        WithRight(predicate, 0);
        Advance(Symbol.CloseBracket, infix: true);
        return predicate;
    }

    private SyntaxNode OrderBy(SyntaxNode sort)
    {
        Advance(Symbol.OpenParenthesis);
        while (true)
        {
            sort.AddItem(Term());
            if (!Stands(Symbol.Comma))
                break;
            Advance(Symbol.Comma);
        }
        Advance(Symbol.CloseParenthesis);
        return sort;
    }

    private SyntaxNode Term()
    {
        var term = Stands(Symbol.Greater) || Stands(Symbol.Less)
            ? As(SyntaxKind.Term, Take())
            : _arena.New(SyntaxKind.Term, Symbol.None, name: null, _lexer.Position);
        term.Left = Expression(0);
        return term;
    }

    private SyntaxNode Call(SyntaxNode procedure, SyntaxNode call)
    {
        call.Kind = SyntaxKind.Call;
        if (!Stands(Symbol.CloseParenthesis))
        {
            while (true)
            {
                if (Stands(Symbol.Question))
                {
                    call.Kind = SyntaxKind.Partial;
                    call.AddItem(As(SyntaxKind.Placeholder, Take()));
                }
                else
                {
                    call.AddItem(Expression(0));
                }
                if (!Stands(Symbol.Comma))
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
        if (Stands(Symbol.Less))
            call.Signature = LambdaSignature();
        Advance(Symbol.OpenBrace);
        call.Right = Expression(0);
        Advance(Symbol.CloseBrace);
        return call;
    }

    private Signature LambdaSignature()
    {
        var position = _lexer.Position;
        var depth = 1;
        var text = new System.Text.StringBuilder("<");
        while (depth > 0 && !Stands(Symbol.OpenBrace) && _lexer.Kind != SyntaxKind.End)
        {
            Advance();
            if (Stands(Symbol.Greater))
                depth--;
            else if (Stands(Symbol.Less))
                depth++;
            text.Append(_lexer.Text);
        }
        Advance(Symbol.Greater);
        return Signature.Parse(text.ToString(), position);
    }
}
