using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Functions;
using ProKure.Jsonata.Syntax;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Compilation;

/// <summary>A compiled expression: its root node, and the variables that it assigns outside of any block.</summary>
internal sealed record CompiledExpression(Node Body, Scope? Scope)
{
    public Value Eval(EvaluationContext context, in Value input) =>
        Body.Eval(context, input, NewFrame());

    /// <summary>Evaluates straight into the output; false where the result is undefined.</summary>
    public bool Write(EvaluationContext context, in Value input, JsonOutput output) => Body.Write(context, input, NewFrame(), output);

    private Frame? NewFrame() => Scope is null ? null : new Frame(Scope, parent: null, new Value[Scope.Count]);
}

/// <summary>Turns the shaped tree into nodes, with variables resolved to slots.</summary>
internal ref partial struct Compiler
{
    private const int GuardEvery = 24;

    private readonly JsonataLimits _limits;
    private readonly FunctionTable _functions;
    private readonly bool _named;
    private StackProbe _stack;

    /// <summary>The variables that paths bind to rows; null for none.</summary>
    private readonly Scope? _tuples;

    /// <summary>The variables of the innermost block or lambda, which knows those around it.</summary>
    private Scope _scope;

    /// <summary>Functions made by the nodes so far: they keep the frames around them.</summary>
    private int _closures;

    /// <summary>Calls in tail position so far.</summary>
    private int _tailCalls;

    private Compiler(JsonataLimits limits, FunctionTable functions, Scope root, Scope? tuples, bool named)
    {
        _tuples = tuples;
        _scope = root;
        _limits = limits;
        _functions = functions;
        _named = named;
    }

    public static CompiledExpression Compile(string text, JsonataLimits limits, FunctionTable functions)
    {
        var scope = new Scope();
        var (body, named) = CompileRoot(text, limits, functions, scope, named: false);
        return new CompiledExpression(body, scope.Count == 0 && !named ? null : scope);
    }

    /// <summary>Compiles code given to <c>$eval</c>, which runs in the frame of its caller.</summary>
    public static Node CompileInner(string text, JsonataLimits limits, FunctionTable functions) =>
        CompileRoot(text, limits, functions, new Scope(), named: true).Body;

    private static (Node Body, bool Named) CompileRoot(string text, JsonataLimits limits, FunctionTable functions, Scope scope, bool named)
    {
        var arena = SyntaxArena.Rent();
        try
        {
            var tree = Parser.Parse(text, limits, arena, scope);
            var tuples = tree.MayBind ? Declarations.FindTuples(tree.Root) : null;
            // Code given to $eval sees variables by name: then all variables keep their names.
            var compiler = new Compiler(limits, functions, scope, tuples, named || tree.NamesEval);
            return (compiler.Compile(tree.Root, 1), compiler._named);
        }
        finally
        {
            arena.Return();
        }
    }

    private Node[] CompileAll(ReadOnlySpan<SyntaxNode> nodes, int depth)
    {
        var compiled = new Node[nodes.Length];
        for (var i = 0; i < compiled.Length; i++)
            compiled[i] = Compile(nodes[i], depth);
        return compiled;
    }

    private Node Compile(SyntaxNode node, int depth) => depth % GuardEvery == 0 ? CompileGuarded(node, depth) : CompileRefined(node, depth);

    private StackGuardNode CompileGuarded(SyntaxNode node, int depth)
    {
        _stack.Ensure();
        return new StackGuardNode(CompileRefined(node, depth));
    }

    private Node CompileRefined(SyntaxNode node, int depth)
    {
        var finish = node.KeepArray ? Finish.KeepArray : Finish.Collapse;
        if (node.Kind == SyntaxKind.Path)
            return CompilePath(node, finish, depth);
        if (node is { Kind: SyntaxKind.Call, IsTailCall: true })
            return CompileTailCall(node, depth);
        if (node.Predicates is null && node.Group is null)
            return CompileCore(node, finish, depth);
        var inner = CompileCore(node, Finish.Leave, depth);
        var filters = new FilterNode[node.Predicates?.Count ?? 0];
        for (var i = 0; i < filters.Length; i++)
            filters[i] = CompileFilter(node.Predicates![i].Filter!, depth + 1);
        return new RefinedNode(inner, filters, node.Group is null ? null : CompileGroup(node.Group, depth + 1), finish);
    }

    private Node CompileCore(SyntaxNode node, Finish finish, int depth)
    {
        switch (node.Kind)
        {
            case SyntaxKind.Name:
                return new NameNode(node.Name!, finish);
            case SyntaxKind.Variable:
                return CompileVariable(node.Text, finish);
            case SyntaxKind.String or SyntaxKind.Number or SyntaxKind.Constant:
                return CompileConstant(node);
            case SyntaxKind.Regex:
                return new RegexNode(RegexFunction.Create(node.Text, node.Flags, node.Position, _limits));
            case SyntaxKind.Wildcard:
                return new WildcardNode(finish);
            case SyntaxKind.Descendant:
                return new DescendantNode(finish);
            case SyntaxKind.Parent:
                return CompileVariable(node.Slot!.Label, finish);
            case SyntaxKind.Binary:
                return CompileOperator(node, depth);
            case SyntaxKind.Negate:
                return new NegationNode(Compile(node.Left!, depth + 1), node.Position);
            case SyntaxKind.Array:
                return CompileArray(node, depth);
            case SyntaxKind.Object:
                return CompileGroup(node, depth + 1);
            case SyntaxKind.Block:
                return CompileBlock(node, depth);
            case SyntaxKind.Call:
                return CompileCall(node, finish, depth);
            case SyntaxKind.Partial:
                return CompilePartial(node, depth);
            case SyntaxKind.Lambda:
                return CompileLambda(node);
            case SyntaxKind.Condition:
                return new ConditionNode(
                    Compile(node.Left!, depth + 1),
                    Compile(node.Right!, depth + 1),
                    node.Other is null ? null : Compile(node.Other, depth + 1));
            case SyntaxKind.Default:
                return new DefaultNode(Compile(node.Left!, depth + 1), Compile(node.Right!, depth + 1));
            case SyntaxKind.Coalesce:
                return new CoalesceNode(Compile(node.Left!, depth + 1), Compile(node.Right!, depth + 1));
            case SyntaxKind.Transform:
                return CompileTransform(node, depth);
            case SyntaxKind.Bind:
                return CompileBind(node, depth);
            case SyntaxKind.Apply:
                return CompileApply(node, finish, depth);
            default:
                throw new JsonataException("S0206", $"Unknown expression type: {node.KindName}", node.Position, node.Text);
        }
    }

    private static ConstantNode CompileConstant(SyntaxNode node) => new(node.Kind switch
    {
        SyntaxKind.String => Value.FromString(node.Text),
        SyntaxKind.Number => Value.FromNumber(node.Number),
        _ => node.Text[0] switch { 't' => Value.True, 'f' => Value.False, _ => Value.Null },
    });

    private TransformNode CompileTransform(SyntaxNode node, int depth)
    {
        _closures++;
        return new TransformNode(
            Compile(node.Left!, depth + 1),
            Compile(node.Right!, depth + 1),
            node.Other is null ? null : Compile(node.Other, depth + 1),
            CompileVariable("clone", Finish.Collapse),
            new TransformPlace(node.Position, node.Right!.Position, node.Other?.Position ?? 0));
    }

    private Node CompileVariable(string name, Finish finish)
    {
        if (name.Length == 0)
            return new ContextNode(finish);
        if (_named)
            return new NamedVariableNode(name, finish);
        if (finish == Finish.Collapse && _scope.Find(name) is >= 0 and var slot)
            return _scope.NodeAt(slot) ??= new VariableNode(name, PlacesOf(name, _scope), known: null, finish);
        var places = PlacesOf(name, _scope);
        if (places.Length > 0)
            return new VariableNode(name, places, known: null, finish);
        if (finish == Finish.Collapse && _functions.FindNode(name) is { } shared)
            return shared;
        return new VariableNode(name, places, _functions.Find(name), finish);
    }

    /// <summary>Where a variable may be bound, the innermost place first.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="scope">Where to look first; null where only the rows of paths are left.</param>
    /// <param name="found">How many places are known by now.</param>
    private readonly VariablePlace[] PlacesOf(string name, Scope? scope, int found = 0)
    {
        while (scope is not null && scope.Find(name) < 0)
            scope = scope.Outer;
        var place = scope ?? _tuples;
        var slot = place is null ? -1 : place.Find(name);
        if (slot < 0)
            return found == 0 ? [] : new VariablePlace[found];
        var places = scope is null ? new VariablePlace[found + 1] : PlacesOf(name, scope.Outer, found + 1);
        places[found] = new VariablePlace(place!, slot);
        return places;
    }

    private Node CompileBind(SyntaxNode node, int depth)
    {
        var value = Compile(node.Right!, depth + 1);
        return _named ? new NamedBindNode(node.Left!.Text, value) : new BindNode(_scope, _scope.Declare(node.Left!.Text), value);
    }

    private Node CompileOperator(SyntaxNode node, int depth)
    {
        var left = Compile(node.Left!, depth + 1);
        var right = Compile(node.Right!, depth + 1);
        switch (node.Symbol)
        {
            case Symbol.Plus or Symbol.Minus or Symbol.Star or Symbol.Slash or Symbol.Percent:
                return new ArithmeticNode(left, right, node.Text, node.Position);
            case Symbol.Equal or Symbol.NotEqual:
                return new EqualityNode(left, right, node.Text, node.Position);
            case Symbol.Less or Symbol.LessOrEqual or Symbol.Greater or Symbol.GreaterOrEqual:
                return new ComparisonNode(left, right, node.Text, node.Position);
            case Symbol.Ampersand:
                return new ConcatenationNode(left, right, node.Position);
            case Symbol.In:
                return new InclusionNode(left, right, node.Position);
            case Symbol.DotDot:
                return new RangeNode(left, right, node.Position);
            case Symbol.And or Symbol.Or:
                return new LogicNode(left, right, node.Symbol == Symbol.And, node.Position);
            default:
                throw new JsonataException("S0204", $"Unknown operator: {node.Text}", node.Position, node.Text);
        }
    }

    private ArrayNode CompileArray(SyntaxNode node, int depth)
    {
        var nested = new bool[node.Items.Length];
        for (var i = 0; i < nested.Length; i++)
            nested[i] = node.Items[i] is { Kind: SyntaxKind.Array } or { Kind: SyntaxKind.String, Text: "[" };
        return new ArrayNode(CompileAll(node.Items, depth + 1), nested, node.ConsArray);
    }

    private GroupNode CompileGroup(SyntaxNode node, int depth)
    {
        var values = new Node[node.Items.Length / 2];
        var names = NamesOf(node.Items);
        var keys = names is null ? new Node[values.Length] : null;
        for (var i = 0; i < values.Length; i++)
        {
            if (keys is not null)
                keys[i] = Compile(node.Items[2 * i], depth);
            values[i] = Compile(node.Items[(2 * i) + 1], depth);
        }
        return keys is null ? new GroupNode(names!, values, node.Position, _tuples) : new GroupNode(keys, values, node.Position, _tuples);
    }

    /// <summary>The keys, where all are constant and no two are the same; otherwise null.</summary>
    private static PropertyName[]? NamesOf(ReadOnlySpan<SyntaxNode> pairs)
    {
        for (var i = 0; i < pairs.Length; i += 2)
            if (pairs[i] is not { Kind: SyntaxKind.String, Predicates: null, Group: null })
                return null;
        var names = new PropertyName[pairs.Length / 2];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = pairs[2 * i].Name!;
            for (var earlier = 0; earlier < i; earlier++)
                if (string.Equals(names[earlier].Text, names[i].Text, StringComparison.Ordinal))
                    return null;
        }
        return names;
    }

    private BlockNode CompileBlock(SyntaxNode node, int depth)
    {
        var scope = node.Scope ?? (_named ? new Scope() : null);
        var outer = Enter(scope);
        var closures = _closures;
        var expressions = CompileAll(node.Items, depth + 1);
        _scope = outer;
        return new BlockNode(expressions, scope, keepsFrame: _named || _closures > closures);
    }

    private LambdaNode CompileLambda(SyntaxNode node)
    {
        var scope = node.Scope ?? new Scope();
        var parameters = new int[node.Items.Length];
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] = scope.Declare(node.Items[i].Text);
        var outer = Enter(scope);
        var (closures, tailCalls) = (_closures, _tailCalls);
        var body = Compile(node.Right!, 1);
        _scope = outer;
        var keepsFrame = _named || _closures > closures;
        var isWritable = _tailCalls == tailCalls;
        _tailCalls = tailCalls;
        _closures++;
        return new LambdaNode(scope, parameters, node.Signature, body, Declarations.FirstDepth(node.Right!), keepsFrame, isWritable);
    }

    /// <summary>Goes into a scope, if there is one; gives the one to come back to.</summary>
    private Scope Enter(Scope? scope)
    {
        var outer = _scope;
        if (scope is null)
            return outer;
        scope.Outer = outer;
        _scope = scope;
        return outer;
    }

    private CallNode CompileCall(SyntaxNode node, Finish finish, int depth) =>
        new(Compile(node.Left!, depth + 1), CompileAll(node.Items, depth + 1), PlaceOf(node), depth, finish);

    private PartialNode CompilePartial(SyntaxNode node, int depth)
    {
        var procedure = Compile(node.Left!, depth + 1);
        var arguments = new Node?[node.Items.Length];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = node.Items[i].Kind == SyntaxKind.Placeholder ? null : Compile(node.Items[i], depth + 1);
        return new PartialNode(procedure, arguments, PlaceOf(node));
    }

    private TailCallNode CompileTailCall(SyntaxNode node, int depth)
    {
        _tailCalls++;
        return new TailCallNode(Compile(node.Left!, depth + 1), CompileAll(node.Items, depth + 1), PlaceOf(node));
    }

    private static CallPlace PlaceOf(SyntaxNode call)
    {
        var procedure = call.Left!;
        var named = procedure.Kind == SyntaxKind.Path ? procedure.Items[0] : procedure;
        var token = procedure.Kind is SyntaxKind.Block or SyntaxKind.Lambda ? null : named.Text;
        var kind = (procedure.Kind, named.Kind) switch
        {
            (SyntaxKind.Variable, _) => ProcedureKind.Variable,
            (SyntaxKind.Path, SyntaxKind.Name) => ProcedureKind.Field,
            _ => ProcedureKind.Other,
        };
        return new CallPlace(token, call.Position, procedure.Position, kind);
    }

    private ApplyNode CompileApply(SyntaxNode node, Finish finish, int depth)
    {
        var left = Compile(node.Left!, depth + 1);
        // A call on the right takes the left side as first argument; the reference drops predicates of such a call.
        Node right = node.Right!.Kind == SyntaxKind.Call ? CompileCall(node.Right, Finish.Leave, depth) : Compile(node.Right, depth + 1);
        return new ApplyNode(left, right, node.Position, finish);
    }
}
