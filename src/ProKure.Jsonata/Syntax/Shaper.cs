using ProKure.Jsonata.Evaluation;

namespace ProKure.Jsonata.Syntax;

/// <summary>
/// Gives the raw tree the shape that evaluation needs: dots become paths of steps, brackets become predicates of a step,
/// parents are bound to the step that they name, and calls in tail position are marked.
/// </summary>
internal ref struct Shaper
{
    private readonly int _maxDepth;
    private readonly SyntaxArena _arena;
    private readonly Scope _root;
    private StackProbe _stack;
    private int _depth;
    private int _labels;

    /// <summary>The block or lambda around; null outside of any.</summary>
    private SyntaxNode? _owner;

    private Shaper(int maxDepth, SyntaxArena arena, Scope root)
    {
        _maxDepth = maxDepth;
        _arena = arena;
        _root = root;
    }

    /// <summary>Shapes a tree, and notes which variables it assigns: those of blocks and lambdas at these, others in <paramref name="scope"/>.</summary>
    /// <exception cref="JsonataException">The tree has no meaning, or is nested too deeply.</exception>
    public static SyntaxNode Shape(SyntaxNode tree, JsonataLimits limits, SyntaxArena arena, Scope scope)
    {
        var shaped = new Shaper(limits.MaxExpressionDepth, arena, scope).Shape(tree);
        if (shaped.Kind == SyntaxKind.Parent || shaped.Seeking is not null)
            throw ParentSearch.NotFound(shaped);
        return shaped;
    }

    private SyntaxNode Shape(SyntaxNode node)
    {
        if (node.IsLeaf)
            return node;
        if (++_depth > _maxDepth)
            throw Parser.TooDeep(_maxDepth, node.Position);
        _stack.Ensure();
        var result = ShapeKind(node);
        if (node.KeepArray)
            result.KeepArray = true;
        _depth--;
        return result;
    }

    private SyntaxNode ShapeKind(SyntaxNode node)
    {
        switch (node.Kind)
        {
            case SyntaxKind.Binary:
                return ShapeBinary(node);
            case SyntaxKind.Negate:
                return ShapeNegation(node);
            case SyntaxKind.Array:
                return ShapeItems(node);
            case SyntaxKind.Block:
                return ShapeBlock(node);
            case SyntaxKind.Object:
                ShapePairs(node, seeking: true);
                return node;
            case SyntaxKind.Call or SyntaxKind.Partial:
                ShapeItems(node);
                node.Left = Shape(node.Left!);
                return node;
            case SyntaxKind.Lambda:
                return ShapeLambda(node);
            case SyntaxKind.Condition or SyntaxKind.Default or SyntaxKind.Coalesce:
                node.Left = ShapeSeeking(node, node.Left!);
                node.Right = ShapeSeeking(node, node.Right!);
                if (node.Other is not null)
                    node.Other = ShapeSeeking(node, node.Other);
                return node;
            case SyntaxKind.Transform:
                node.Left = Shape(node.Left!);
                node.Right = Shape(node.Right!);
                if (node.Other is not null)
                    node.Other = Shape(node.Other);
                return node;
            case SyntaxKind.Name:
                return ShapeName(node);
            case SyntaxKind.Parent:
                node.Slot = new ParentSlot("!" + _labels++);
                return node;
            case SyntaxKind.End:
                throw new JsonataException("S0207", "The expression ends where an operand is expected", node.Position, node.Text);
            default:
                return node;
        }
    }

    private SyntaxNode ShapeName(SyntaxNode node)
    {
        var path = _arena.New(SyntaxKind.Path, Symbol.None, node.Name, node.Position);
        path.AddItem(node);
        path.KeepSingletonArray = node.KeepArray;
        return path;
    }

    private SyntaxNode ShapeBlock(SyntaxNode node)
    {
        var outer = _owner;
        _owner = node;
        ShapeItems(node);
        _owner = outer;
        return node;
    }

    private SyntaxNode ShapeLambda(SyntaxNode node)
    {
        var outer = _owner;
        _owner = node;
        foreach (var parameter in node.Items)
            Declare(parameter.Text);
        node.Right = MarkTailCalls(Shape(node.Right!));
        _owner = outer;
        return node;
    }

    private void Declare(string name)
    {
        if (_owner is null)
            _root.Declare(name);
        else
            (_owner.Scope ??= new Scope()).Declare(name);
    }

    private SyntaxNode ShapeBinary(SyntaxNode node)
    {
        switch (node.Symbol)
        {
            case Symbol.Dot:
                return ShapeStep(node);
            case Symbol.OpenBracket:
                return ShapePredicate(node);
            case Symbol.OpenBrace:
                return ShapeGroup(node);
            case Symbol.Caret:
                return ShapeOrderBy(node);
            case Symbol.At:
                return ShapeFocus(node);
            case Symbol.Hash:
                return ShapeIndex(node);
            case Symbol.Assign:
                node.Kind = SyntaxKind.Bind;
                Declare(node.Left!.Text);
                node.Right = ShapeSeeking(node, node.Right!);
                return node;
            case Symbol.Chain:
                node.Kind = SyntaxKind.Apply;
                node.Left = Shape(node.Left!);
                node.Right = Shape(node.Right!);
                node.KeepArray |= node.Left.KeepArray || node.Right.KeepArray;
                return node;
            default:
                node.Left = Shape(node.Left!);
                node.Right = Shape(node.Right!);
                ParentSearch.Pass(node, node.Left);
                ParentSearch.Pass(node, node.Right);
                return node;
        }
    }

    private SyntaxNode ShapeSeeking(SyntaxNode owner, SyntaxNode part)
    {
        var shaped = Shape(part);
        ParentSearch.Pass(owner, shaped);
        return shaped;
    }

    private SyntaxNode ShapeNegation(SyntaxNode node)
    {
        var operand = Shape(node.Left!);
        if (operand.Kind == SyntaxKind.Number)
        {
            operand.Number = -operand.Number;
            return operand;
        }
        node.Left = operand;
        ParentSearch.Pass(node, operand);
        return node;
    }

    private SyntaxNode ShapeItems(SyntaxNode node)
    {
        foreach (ref var item in node.Items)
        {
            if (!item.IsLeaf)
                item = ShapeSeeking(node, item);
            if (node.Kind == SyntaxKind.Block && (item.ConsArray || (item.Kind == SyntaxKind.Path && item.Items[0].ConsArray)))
                node.ConsArray = true;
        }
        return node;
    }

    private void ShapePairs(SyntaxNode node, bool seeking)
    {
        foreach (ref var part in node.Items)
        {
            if (!part.IsLeaf)
                part = Shape(part);
            if (seeking)
                ParentSearch.Pass(node, part);
        }
    }

    private SyntaxNode PathOf(SyntaxNode step)
    {
        var path = _arena.New(SyntaxKind.Path, Symbol.None, name: null, step.Position);
        path.AddItem(step);
        return path;
    }

    private SyntaxNode ShapeStep(SyntaxNode node)
    {
        var left = Shape(node.Left!);
        var path = left.Kind == SyntaxKind.Path ? left : PathOf(left);
        if (left.Kind == SyntaxKind.Parent)
            path.Seeking = [left.Slot!];
        AddSteps(path, node.Right!);
        foreach (var step in path.Items)
        {
            if (step.Kind is SyntaxKind.Number or SyntaxKind.Constant)
                throw new JsonataException(
                    "S0213", $"The literal {step.Text} cannot be a step of a path", step.Position, token: null, step.Text);
            if (step.Kind == SyntaxKind.String)
            {
                step.Kind = SyntaxKind.Name;
                if (step.Predicates is not null)
                    (step.Stages, step.Predicates) = (step.Predicates, null);
            }
            if (step.KeepArray)
                path.KeepSingletonArray = true;
        }
        if (path.Items[0].Kind == SyntaxKind.Array)
            path.Items[0].ConsArray = true;
        if (path.Items[^1].Kind == SyntaxKind.Array)
            path.Items[^1].ConsArray = true;
        ParentSearch.Resolve(path);
        return path;
    }

    private void AddSteps(SyntaxNode path, SyntaxNode part)
    {
        // Most steps are names: these need no path of their own.
        if (part.Kind == SyntaxKind.Name)
        {
            path.AddItem(part);
            return;
        }
        var shaped = Shape(part);
        if (shaped.Kind == SyntaxKind.Path)
        {
            foreach (var step in shaped.Items)
                path.AddItem(step);
            return;
        }
        if (shaped.Predicates is not null)
            (shaped.Stages, shaped.Predicates) = (shaped.Predicates, null);
        path.AddItem(shaped);
    }

    private SyntaxNode ShapePredicate(SyntaxNode node)
    {
        var result = Shape(node.Left!);
        var isPath = result.Kind == SyntaxKind.Path;
        var step = isPath ? result.Items[^1] : result;
        if (step.Group is not null)
            throw new JsonataException("S0209", "A predicate cannot follow a grouping expression in a step", node.Position);
        var predicate = Shape(node.Right!);
        ParentSearch.EnterPredicate(step, predicate);
        var stage = new Stage(predicate, Index: null);
        if (isPath)
            (step.Stages ??= []).Add(stage);
        else
            (step.Predicates ??= []).Add(stage);
        return result;
    }

    private SyntaxNode ShapeGroup(SyntaxNode node)
    {
        var result = Shape(node.Left!);
        if (result.Group is not null)
            throw new JsonataException("S0210", "Each step can have only one grouping expression", node.Position);
        ShapePairs(node, seeking: false);
        result.Group = node;
        return result;
    }

    private SyntaxNode ShapeOrderBy(SyntaxNode node)
    {
        var left = Shape(node.Left!);
        var path = left.Kind == SyntaxKind.Path ? left : PathOf(left);
        var sort = _arena.New(SyntaxKind.Sort, node.Symbol, name: null, node.Position);
        foreach (var term in node.Items)
        {
            term.Left = ShapeSeeking(sort, term.Left!);
            sort.AddItem(term);
        }
        path.AddItem(sort);
        ParentSearch.Resolve(path);
        return path;
    }

    private SyntaxNode ShapeFocus(SyntaxNode node)
    {
        var result = Shape(node.Left!);
        var step = result.Kind == SyntaxKind.Path ? result.Items[^1] : result;
        if (step.Stages is not null || step.Predicates is not null)
            throw new JsonataException("S0215", "A context variable binding must precede any predicates on a step", node.Position);
        if (step.Kind == SyntaxKind.Sort)
            throw new JsonataException("S0216", "A context variable binding must precede the order-by clause on a step", node.Position);
        step.KeepArray |= node.KeepArray;
        step.Focus = node.Right!.Text;
        step.IsTuple = true;
        return result;
    }

    private SyntaxNode ShapeIndex(SyntaxNode node)
    {
        var result = Shape(node.Left!);
        var step = result;
        if (result.Kind == SyntaxKind.Path)
        {
            step = result.Items[^1];
        }
        else
        {
            result = PathOf(step);
            (step.Stages, step.Predicates) = (step.Predicates, null);
        }
        if (step.Stages is null)
            step.Index = node.Right!.Text;
        else
            step.Stages.Add(new Stage(Filter: null, node.Right!.Text));
        step.IsTuple = true;
        return result;
    }

    private static SyntaxNode MarkTailCalls(SyntaxNode node)
    {
        switch (node.Kind)
        {
            case SyntaxKind.Call when node.Predicates is null:
                node.IsTailCall = true;
                break;
            case SyntaxKind.Condition:
                MarkTailCalls(node.Right!);
                if (node.Other is not null)
                    MarkTailCalls(node.Other);
                break;
            case SyntaxKind.Default or SyntaxKind.Coalesce:
                MarkTailCalls(node.Right!);
                break;
            case SyntaxKind.Block when node.Items.Length > 0:
                MarkTailCalls(node.Items[^1]);
                break;
        }
        return node;
    }
}
