using ProKure.Jsonata.Functions;

namespace ProKure.Jsonata.Syntax;

/// <summary>Finds the variables that an expression asks for, and that neither it binds anywhere nor a function is called.</summary>
internal static class FreeNames
{
    private const string Root = "$";
    private const string Eval = "eval";

    public static List<JsonataWrittenText> Find(SyntaxNode tree, FunctionTable functions)
    {
        var nodes = SyntaxWalk.Nodes(tree).ToList();

        // What it evaluates may bind anything.
        if (nodes.Exists(node => IsVariable(node, Eval)))
            return [];
        var bound = nodes.SelectMany(BoundBy).ToHashSet(StringComparer.Ordinal);
        return [.. nodes
            .Where(node => node.Kind == SyntaxKind.Variable && node.Text is { Length: > 0 } name && name != Root && !bound.Contains(name) && functions.Find(name) is null)
            .Select(node => new JsonataWrittenText(node.Text, node.Position))
            .OrderBy(name => name.Position)];
    }

    /// <summary>What it binds, and what it may call.</summary>
    public static List<string> Known(SyntaxNode tree, FunctionTable functions) => [.. SyntaxWalk.Nodes(tree).SelectMany(BoundBy).Concat(functions.Names).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> BoundBy(SyntaxNode node)
    {
        if (node is { Kind: SyntaxKind.Bind, Left.Kind: SyntaxKind.Variable })
            yield return node.Left.Text;
        if (node.Kind == SyntaxKind.Lambda)
        {
            foreach (var parameter in node.Items.ToArray())
                yield return parameter.Text;
        }

        if (node.Focus is not null)
            yield return node.Focus;
        if (node.Index is not null)
            yield return node.Index;
        foreach (var stage in node.Stages ?? [])
        {
            if (stage.Index is not null)
                yield return stage.Index;
        }
    }

    private static bool IsVariable(SyntaxNode node, string name) => node.Kind == SyntaxKind.Variable && string.Equals(node.Text, name, StringComparison.Ordinal);
}
