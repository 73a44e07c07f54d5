using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Syntax;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Compilation;

/// <content>Paths: their steps, what stands on these, and sorting.</content>
internal ref partial struct Compiler
{
    private FilterNode CompileFilter(SyntaxNode predicate, int depth) =>
        predicate is { Kind: SyntaxKind.Number, Predicates: null }
            ? new FilterNode(new ConstantNode(Value.FromNumber(predicate.Number)), predicate.Number, isConstant: true, _tuples)
            : new FilterNode(Compile(predicate, depth), index: null, Purity.IsConstant(predicate), _tuples);

    private Node CompilePath(SyntaxNode node, Finish finish, int depth)
    {
        if (IsPlain(node, finish))
        {
            var head = node.Items[0].Kind == SyntaxKind.Variable ? Compile(node.Items[0], depth + 1) : null;
            return new FieldsNode(head, NamesOfSteps(head is null ? node.Items : node.Items[1..]));
        }
        var steps = new Step[node.Items.Length];
        for (var i = 0; i < steps.Length; i++)
            steps[i] = CompileStep(node.Items[i], i == 0, depth + 1);
        var group = node.Group is null ? null : CompileGroup(node.Group, depth + 1);
        return new PathNode(steps, node.KeepSingletonArray, finish, node.IsTuple, group, _tuples);
    }

    /// <summary>Whether a path has names only, perhaps after a variable, and nothing on any of them.</summary>
    private static bool IsPlain(SyntaxNode path, Finish finish)
    {
        if (finish != Finish.Collapse || path.KeepSingletonArray || path.Group is not null)
            return false;
        for (var i = 0; i < path.Items.Length; i++)
        {
            var step = path.Items[i];
            var isPart = step.Kind == SyntaxKind.Name || (i == 0 && path.Items.Length > 1 && step.Kind == SyntaxKind.Variable);
            if (!isPart || step is not { Stages: null, Predicates: null, Group: null, IsTuple: false, KeepArray: false })
                return false;
        }
        return true;
    }

    private static PropertyName[] NamesOfSteps(ReadOnlySpan<SyntaxNode> steps)
    {
        if (steps.Length == 1)
            return steps[0].Name!.Alone;
        var names = new PropertyName[steps.Length];
        for (var i = 0; i < names.Length; i++)
            names[i] = steps[i].Name!;
        return names;
    }

    private Step CompileStep(SyntaxNode step, bool isFirst, int depth) => new()
    {
        Node = step.Kind == SyntaxKind.Sort ? null : Compile(step, depth),
        Sort = step.Kind == SyntaxKind.Sort ? CompileSort(step, depth + 1) : null,
        Stages = step.Stages is null ? [] : CompileStages(step.Stages, depth + 1),
        IsVariable = step.Kind == SyntaxKind.Variable,
        IsCons = isFirst && step.ConsArray,
        IsTuple = step.IsTuple,
        FocusSlot = step.Focus is null ? -1 : _tuples!.Find(step.Focus),
        IndexSlot = step.Index is null ? -1 : _tuples!.Find(step.Index),
        AncestorSlot = step.Ancestor is null ? -1 : _tuples!.Find(step.Ancestor.Label),
    };

    private StepStage[] CompileStages(List<Stage> stages, int depth)
    {
        var compiled = new StepStage[stages.Count];
        for (var i = 0; i < compiled.Length; i++)
            compiled[i] = CompileStage(stages[i], depth);
        return compiled;
    }

    private StepStage CompileStage(Stage stage, int depth) =>
        stage.Filter is null ? new StepStage(null, _tuples!.Find(stage.Index!)) : new StepStage(CompileFilter(stage.Filter, depth), -1);

    private SortNode CompileSort(SyntaxNode step, int depth)
    {
        var keys = new SortKey[step.Items.Length];
        var isPure = true;
        for (var i = 0; i < keys.Length; i++)
        {
            var term = step.Items[i];
            keys[i] = new SortKey(Compile(term.Left!, depth), term.Symbol == Symbol.Greater);
            isPure &= Purity.IsPure(term.Left!);
        }
        return new SortNode(keys, step.Position, isPure, _tuples);
    }
}
