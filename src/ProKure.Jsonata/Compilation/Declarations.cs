using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Syntax;

namespace ProKure.Jsonata.Compilation;

/// <summary>Finds what names a tree declares, before it is compiled.</summary>
internal static class Declarations
{
    /// <summary>Declares all variables that <paramref name="node"/> assigns in the scope around it; blocks and lambdas have their own.</summary>
    public static void CollectBinds(SyntaxNode node, Scope scope)
    {
        if (node.Kind == SyntaxKind.Bind)
            scope.Declare(node.Left!.Text);
        Visit(node, node.Kind is not (SyntaxKind.Block or SyntaxKind.Lambda), scope, CollectBinds);
    }

    /// <summary>Declares all variables and parents that paths bind to rows.</summary>
    public static void CollectTuples(SyntaxNode node, Scope tuples)
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
        Visit(node, withBody: true, tuples, CollectTuples);
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
        SyntaxKind.Path or SyntaxKind.Block or SyntaxKind.Array => node.Items.Count > 0 ? node.Items[0] : null,
        SyntaxKind.Object => node.Pairs.Count > 0 ? node.Pairs[0].Key : null,
        SyntaxKind.Bind => node.Right,
        _ => node.Left,
    };

    private static void Visit(SyntaxNode node, bool withBody, Scope scope, Action<SyntaxNode, Scope> visit)
    {
        if (withBody)
        {
            if (node.Left is not null)
                visit(node.Left, scope);
            if (node.Right is not null)
                visit(node.Right, scope);
            if (node.Other is not null)
                visit(node.Other, scope);
            foreach (var item in node.Items)
                visit(item, scope);
        }
        VisitPairs(node.Pairs, scope, visit);
        // A node that groups keeps what is grouped on its left, which is the node itself: only its pairs are parts.
        if (node.Group is not null)
            VisitPairs(node.Group.Pairs, scope, visit);
        foreach (var term in node.Terms)
            visit(term.Expression, scope);
        VisitStages(node.Predicates, scope, visit);
        VisitStages(node.Stages, scope, visit);
    }

    private static void VisitPairs(List<(SyntaxNode Key, SyntaxNode Value)> pairs, Scope scope, Action<SyntaxNode, Scope> visit)
    {
        foreach (var (key, value) in pairs)
        {
            visit(key, scope);
            visit(value, scope);
        }
    }

    private static void VisitStages(List<Stage>? stages, Scope scope, Action<SyntaxNode, Scope> visit)
    {
        if (stages is null)
            return;
        foreach (var stage in stages)
            if (stage.Filter is not null)
                visit(stage.Filter, scope);
    }
}
