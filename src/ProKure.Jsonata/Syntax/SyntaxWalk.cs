namespace ProKure.Jsonata.Syntax;

/// <summary>Every node of a tree, each once, in no particular order.</summary>
internal static class SyntaxWalk
{
    public static IEnumerable<SyntaxNode> Nodes(SyntaxNode tree)
    {
        var seen = new HashSet<SyntaxNode>(ReferenceEqualityComparer.Instance);
        var open = new Stack<SyntaxNode>([tree]);
        while (open.TryPop(out var node))
        {
            // A shaped tree shares some nodes: a grouping and what it groups.
            if (!seen.Add(node))
                continue;
            yield return node;
            foreach (var part in Parts(node))
                open.Push(part);
        }
    }

    private static IEnumerable<SyntaxNode> Parts(SyntaxNode node)
    {
        SyntaxNode?[] alone = [node.Left, node.Right, node.Other, node.Group];
        var stages = (node.Predicates ?? []).Concat(node.Stages ?? []).Select(stage => stage.Filter);
        return alone.Concat(stages).OfType<SyntaxNode>()
            .Concat(node.Items.ToArray());
    }
}
