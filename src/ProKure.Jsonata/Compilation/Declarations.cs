using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Syntax;

namespace ProKure.Jsonata.Compilation;

/// <summary>Finds what names a tree declares, before it is compiled.</summary>
internal static class Declarations
{
    /// <summary>All variables and parents that paths bind to rows.</summary>
    public static Scope FindTuples(SyntaxNode tree)
    {
        var tuples = new Scope();
        CollectTuples(tree, tuples);
        return tuples;
    }

    private static void CollectTuples(SyntaxNode node, Scope tuples)
    {
        if (node.Focus is not null)
            tuples.Declare(node.Focus);
        if (node.Index is not null)
            tuples.Declare(node.Index);
        if (node.Ancestor is not null)
            tuples.Declare(node.Ancestor.Label);
        foreach (var stage in node.Stages ?? [])
            if (stage.Index is not null)
                tuples.Declare(stage.Index);
        Visit(node, tuples);
    }

    /// <summary>Nested evaluations until the first leaf of <paramref name="node"/> is evaluated.</summary>
    public static int FirstDepth(SyntaxNode node)
    {
        var depth = 1;
        while (FirstPart(node) is { } part)
        {
            node = part;
            depth++;
        }
        return depth;
    }

    private static SyntaxNode? FirstPart(SyntaxNode node) => node.Kind switch
    {
        SyntaxKind.Lambda or SyntaxKind.Transform => null,
        SyntaxKind.Call when node.IsTailCall => null,
        SyntaxKind.Path or SyntaxKind.Block or SyntaxKind.Array or SyntaxKind.Object => node.Items.Length > 0 ? node.Items[0] : null,
        SyntaxKind.Bind => node.Right,
        _ => node.Left,
    };

    private static void Visit(SyntaxNode node, Scope tuples)
    {
        if (node.Left is not null)
            CollectTuples(node.Left, tuples);
        if (node.Right is not null)
            CollectTuples(node.Right, tuples);
        if (node.Other is not null)
            CollectTuples(node.Other, tuples);
        VisitAll(node.Items, tuples);
        // A node that groups keeps what is grouped on its left, which is the node itself: only its pairs are parts.
        if (node.Group is not null)
            VisitAll(node.Group.Items, tuples);
        VisitStages(node.Predicates, tuples);
        VisitStages(node.Stages, tuples);
    }

    private static void VisitAll(ReadOnlySpan<SyntaxNode> nodes, Scope tuples)
    {
        foreach (var node in nodes)
            CollectTuples(node, tuples);
    }

    private static void VisitStages(List<Stage>? stages, Scope tuples)
    {
        if (stages is null)
            return;
        foreach (var stage in stages)
            if (stage.Filter is not null)
                CollectTuples(stage.Filter, tuples);
    }
}
