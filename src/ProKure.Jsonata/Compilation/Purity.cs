using ProKure.Jsonata.Syntax;

namespace ProKure.Jsonata.Compilation;

/// <summary>What can be told of an expression without evaluating it.</summary>
internal static class Purity
{
    /// <summary>Whether the expression has the same value whatever the context: it is made of literals and variables.</summary>
    public static bool IsConstant(SyntaxNode node) => node is { Predicates: null, Group: null } && node.Kind switch
    {
        SyntaxKind.Number or SyntaxKind.String or SyntaxKind.Constant => true,
        SyntaxKind.Variable => node.Text.Length > 0,
        SyntaxKind.Array => AreConstant(node.Items),
        SyntaxKind.Binary => IsConstant(node.Left!) && IsConstant(node.Right!),
        SyntaxKind.Negate => IsConstant(node.Left!),
        _ => false,
    };

    /// <summary>Whether evaluating the expression once or several times makes no difference: it calls and binds nothing.</summary>
    public static bool IsPure(SyntaxNode node) => node.Group is null && StagesArePure(node.Predicates) && StagesArePure(node.Stages) && node.Kind switch
    {
        SyntaxKind.Number or SyntaxKind.String or SyntaxKind.Constant or SyntaxKind.Name or SyntaxKind.Variable => true,
        SyntaxKind.Wildcard or SyntaxKind.Descendant or SyntaxKind.Parent => true,
        SyntaxKind.Array or SyntaxKind.Path => ArePure(node.Items),
        SyntaxKind.Binary or SyntaxKind.Default or SyntaxKind.Coalesce => IsPure(node.Left!) && IsPure(node.Right!),
        SyntaxKind.Condition => IsPure(node.Left!) && IsPure(node.Right!) && (node.Other is null || IsPure(node.Other)),
        SyntaxKind.Negate => IsPure(node.Left!),
        _ => false,
    };

    private static bool AreConstant(ReadOnlySpan<SyntaxNode> nodes)
    {
        foreach (var node in nodes)
            if (!IsConstant(node))
                return false;
        return true;
    }

    private static bool ArePure(ReadOnlySpan<SyntaxNode> nodes)
    {
        foreach (var node in nodes)
            if (!IsPure(node))
                return false;
        return true;
    }

    private static bool StagesArePure(List<Stage>? stages) => stages is null || stages.TrueForAll(stage => stage.Filter is not null && IsPure(stage.Filter));
}
