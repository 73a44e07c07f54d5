using System.Runtime.CompilerServices;
using ProKure.Jsonata.Evaluation;

namespace ProKure.Jsonata.Syntax;

/// <summary>Operator precedence parser (V. Pratt, 1973): text to a raw tree, which <see cref="Shaper"/> then shapes.</summary>
internal sealed class Parser
{
    private const int PrefixPower = 70;

    private readonly Lexer _lexer;
    private readonly int _maxDepth;
    private Token _token;
    private int _depth;

    private Parser(string text, JsonataLimits limits)
    {
        if (text.Length > limits.MaxExpressionLength)
            throw new JsonataException(
                "D1022", $"The expression has {text.Length} characters; the limit is {limits.MaxExpressionLength}", position: 0);
        _lexer = new Lexer(text);
        _maxDepth = limits.MaxExpressionDepth;
    }

    /// <summary>Parses and shapes <paramref name="text"/>.</summary>
    /// <exception cref="JsonataException">The text is no expression, or goes over a limit.</exception>
    public static SyntaxNode Parse(string text, JsonataLimits limits)
    {
        var parser = new Parser(text, limits);
        parser.Advance();
        var tree = parser.Expression(0);
        if (parser._token.Kind != TokenKind.End)
            throw new JsonataException(
                "S0201", $"Syntax error: expected the end of the expression, got {parser._token.Text}", parser._token.Position, parser._token.Text);
        return Shaper.Shape(tree, limits);
    }

    private static int Power(in Token token) => token.Kind != TokenKind.Operator ? 0 : token.Text switch
    {
        "[" or "(" or "@" or "#" => 80,
        "." => 75,
        "{" => 70,
        "*" or "/" or "%" => 60,
        "+" or "-" or "&" => 50,
        "=" or "<" or ">" or "!=" or "<=" or ">=" or "^" or "~>" or "?:" or "??" or "in" => 40,
        "and" => 30,
        "or" => 25,
        "?" => 20,
        ":=" => 10,
        _ => 0,
    };

    private void Advance(string? expected = null, bool infix = false)
    {
        if (expected is not null && !_token.Is(expected))
            throw _token.Kind == TokenKind.End
                ? new JsonataException("S0203", $"Expected {expected} before the end of the expression", _token.Position, _token.Text, expected)
                : new JsonataException("S0202", $"Expected {expected}, got {_token.Text}", _token.Position, _token.Text, expected);
        _token = _lexer.Next(infix);
        if (_token.Is("!") || _token.Is("~"))
            throw new JsonataException("S0204", $"Unknown operator: {_token.Text}", _token.Position, _token.Text);
    }

    private SyntaxNode Expression(int power)
    {
        if (++_depth > _maxDepth)
            throw TooDeep(_maxDepth, _token.Position);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw EvaluationContext.StackOverflow();
        var token = _token;
        Advance(infix: true);
        var left = Prefix(token);
        while (power < Power(_token))
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

    private SyntaxNode Prefix(in Token token)
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
                return new SyntaxNode(SyntaxKind.Number, token.Text, token.Position) { Number = token.Number };
            case TokenKind.Constant:
                return Node(SyntaxKind.Constant, token);
            case TokenKind.Regex:
                return new SyntaxNode(SyntaxKind.Regex, token.Text, token.Position) { Flags = token.Flags };
        }
        switch (token.Text)
        {
            case "and" or "or" or "in":
                return Node(SyntaxKind.Name, token);
            case "-":
                return new SyntaxNode(SyntaxKind.Negate, token.Text, token.Position) { Left = Expression(PrefixPower) };
            case "*":
                return Node(SyntaxKind.Wildcard, token);
            case "**":
                return Node(SyntaxKind.Descendant, token);
            case "%":
                return Node(SyntaxKind.Parent, token);
            case "(":
                return Block(token);
            case "[":
                return Array(token);
            case "{":
                return new SyntaxNode(SyntaxKind.Object, token.Text, token.Position) { Pairs = Pairs() };
            case "|":
                return Transform(token);
            default:
                throw new JsonataException("S0211", $"The symbol {token.Text} cannot stand before an operand", token.Position, token.Text);
        }
    }

    private static SyntaxNode Node(SyntaxKind kind, in Token token) => new(kind, token.Text, token.Position);

    private SyntaxNode Infix(SyntaxNode left, in Token token)
    {
        switch (token.Text)
        {
            case "(":
                return Call(left, token);
            case "[":
                return Predicate(left, token);
            case "^":
                return OrderBy(left, token);
            case "{":
                return new SyntaxNode(SyntaxKind.Binary, token.Text, token.Position) { Left = left, Pairs = Pairs() };
            case "?":
                return Condition(left, token);
            case "?:":
                return new SyntaxNode(SyntaxKind.Default, token.Text, token.Position) { Left = left, Right = Expression(0) };
            case "??":
                return new SyntaxNode(SyntaxKind.Coalesce, token.Text, token.Position) { Left = left, Right = Expression(0) };
            case ":=":
                if (left.Kind != SyntaxKind.Variable)
                    throw new JsonataException(
                        "S0212", "The left side of := must be a variable name (start with $)", left.Position, left.Text);
                return Binary(left, token, 9);
            case "@" or "#":
                var bound = Binary(left, token, 80);
                if (bound.Right!.Kind != SyntaxKind.Variable)
                    throw new JsonataException(
                        "S0214", $"The right side of {token.Text} must be a variable name (start with $)", bound.Right.Position, token.Text);
                return bound;
            default:
                return Binary(left, token, Power(token));
        }
    }

    private SyntaxNode Binary(SyntaxNode left, in Token token, int power) =>
        new(SyntaxKind.Binary, token.Text, token.Position) { Left = left, Right = Expression(power) };

    private SyntaxNode Block(in Token token)
    {
        var block = Node(SyntaxKind.Block, token);
        while (!_token.Is(")"))
        {
            block.AddItem(Expression(0));
            if (!_token.Is(";"))
                break;
            Advance(";");
        }
        Advance(")", infix: true);
        return block;
    }

    private SyntaxNode Array(in Token token)
    {
        var array = Node(SyntaxKind.Array, token);
        if (!_token.Is("]"))
        {
            while (true)
            {
                var item = Expression(0);
                if (_token.Is(".."))
                {
                    var range = _token;
                    Advance("..");
                    item = new SyntaxNode(SyntaxKind.Binary, "..", range.Position) { Left = item, Right = Expression(0) };
                }
                array.AddItem(item);
                if (!_token.Is(","))
                    break;
                Advance(",");
            }
        }
        Advance("]", infix: true);
        return array;
    }

    private List<(SyntaxNode, SyntaxNode)> Pairs()
    {
        var pairs = new List<(SyntaxNode, SyntaxNode)>();
        if (!_token.Is("}"))
        {
            while (true)
            {
                var key = Expression(0);
                Advance(":");
                pairs.Add((key, Expression(0)));
                if (!_token.Is(","))
                    break;
                Advance(",");
            }
        }
        Advance("}", infix: true);
        return pairs;
    }

    private SyntaxNode Transform(in Token token)
    {
        var transform = Node(SyntaxKind.Transform, token);
        transform.Left = Expression(0);
        Advance("|");
        transform.Right = Expression(0);
        if (_token.Is(","))
        {
            Advance(",");
            transform.Other = Expression(0);
        }
        Advance("|");
        return transform;
    }

    private SyntaxNode Condition(SyntaxNode left, in Token token)
    {
        var condition = new SyntaxNode(SyntaxKind.Condition, token.Text, token.Position) { Left = left, Right = Expression(0) };
        if (_token.Is(":"))
        {
            Advance(":");
            condition.Other = Expression(0);
        }
        return condition;
    }

    private SyntaxNode Predicate(SyntaxNode left, in Token token)
    {
        if (_token.Is("]"))
        {
            var step = left;
            while (step.IsBinary("["))
                step = step.Left!;
            step.KeepArray = true;
            Advance("]");
            return left;
        }
        var predicate = new SyntaxNode(SyntaxKind.Binary, token.Text, token.Position) { Left = left, Right = Expression(0) };
        Advance("]", infix: true);
        return predicate;
    }

    private SyntaxNode OrderBy(SyntaxNode left, in Token token)
    {
        var sort = new SyntaxNode(SyntaxKind.Binary, token.Text, token.Position) { Left = left };
        Advance("(");
        while (true)
        {
            var descending = _token.Is(">");
            if (descending || _token.Is("<"))
                Advance();
            sort.AddTerm(new SortTerm(Expression(0), descending));
            if (!_token.Is(","))
                break;
            Advance(",");
        }
        Advance(")");
        return sort;
    }

    private SyntaxNode Call(SyntaxNode procedure, in Token token)
    {
        var call = new SyntaxNode(SyntaxKind.Call, token.Text, token.Position) { Left = procedure };
        if (!_token.Is(")"))
        {
            while (true)
            {
                if (_token.Is("?"))
                {
                    call.Kind = SyntaxKind.Partial;
                    call.AddItem(Node(SyntaxKind.Placeholder, _token));
                    Advance("?");
                }
                else
                {
                    call.AddItem(Expression(0));
                }
                if (!_token.Is(","))
                    break;
                Advance(",");
            }
        }
        Advance(")", infix: true);
        return procedure.Kind == SyntaxKind.Name && procedure.Text is "function" or "λ" ? Lambda(call) : call;
    }

    private SyntaxNode Lambda(SyntaxNode call)
    {
        for (var i = 0; i < call.Items.Count; i++)
            if (call.Items[i].Kind != SyntaxKind.Variable)
                throw new JsonataException(
                    "S0208",
                    $"Parameter {i + 1} of the function definition must be a variable name (start with $)",
                    call.Items[i].Position,
                    call.Items[i].Text,
                    (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        call.Kind = SyntaxKind.Lambda;
        if (_token.Is("<"))
            call.Signature = LambdaSignature();
        Advance("{");
        call.Right = Expression(0);
        Advance("}");
        return call;
    }

    private Signature LambdaSignature()
    {
        var position = _token.Position;
        var depth = 1;
        var text = new System.Text.StringBuilder("<");
        while (depth > 0 && !_token.Is("{") && _token.Kind != TokenKind.End)
        {
            Advance();
            if (_token.Is(">"))
                depth--;
            else if (_token.Is("<"))
                depth++;
            text.Append(_token.Text);
        }
        Advance(">");
        return Signature.Parse(text.ToString(), position);
    }
}
