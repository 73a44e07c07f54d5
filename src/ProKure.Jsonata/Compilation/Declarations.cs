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
        foreach (var part in PartsOf(node, node.Kind is not (SyntaxKind.Block or SyntaxKind.Lambda)))
            CollectBinds(part, scope);
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
        foreach (var part in PartsOf(node, withBody: true))
            CollectTuples(part, tuples);
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

    private static IEnumerable<SyntaxNode> PartsOf(SyntaxNode node, bool withBody)
    {
        if (withBody)
        {
            if (node.Left is not null)
                yield return node.Left;
            if (node.Right is not null)
                yield return node.Right;
            if (node.Other is not null)
                yield return node.Other;
            foreach (var item in node.Items)
                yield return item;
        }
        // A node that groups keeps what is grouped on its left, which is the node itself: only its pairs are parts.
        foreach (var (key, value) in node.Pairs.Concat(node.Group?.Pairs ?? []))
        {
            yield return key;
            yield return value;
        }
        foreach (var term in node.Terms)
            yield return term.Expression;
        foreach (var stage in (node.Predicates ?? []).Concat(node.Stages ?? []))
            if (stage.Filter is not null)
                yield return stage.Filter;
    }
}
