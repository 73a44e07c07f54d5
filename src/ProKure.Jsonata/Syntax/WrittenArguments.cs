namespace ProKure.Jsonata.Syntax;

/// <summary>Finds the texts that calls of a function have as an argument.</summary>
internal static class WrittenArguments
{
    public static List<JsonataWrittenText> Find(SyntaxNode tree, string function, int index)
    {
        var found = new List<JsonataWrittenText>();
        var seen = new HashSet<SyntaxNode>(ReferenceEqualityComparer.Instance);
        var open = new Stack<SyntaxNode>([tree]);
        while (open.TryPop(out var node))
        {
            // A shaped tree shares some nodes: a grouping and what it groups.
            if (!seen.Add(node))
                continue;
            if (IsCallOf(node, function) && index < node.Items.Length && node.Items[index] is { Kind: SyntaxKind.String } text)
                found.Add(new JsonataWrittenText(text.Text, text.Position));
            foreach (var part in Parts(node))
                open.Push(part);
        }

        found.Sort((a, b) => a.Position.CompareTo(b.Position));
        return found;
    }

    private static bool IsCallOf(SyntaxNode node, string function) =>
        node is { Kind: SyntaxKind.Call or SyntaxKind.Partial, Left.Kind: SyntaxKind.Variable }
        && string.Equals(node.Left.Text, function, StringComparison.Ordinal);

    private static IEnumerable<SyntaxNode> Parts(SyntaxNode node)
    {
        SyntaxNode?[] alone = [node.Left, node.Right, node.Other, node.Group];
        var stages = (node.Predicates ?? []).Concat(node.Stages ?? []).Select(stage => stage.Filter);
        return alone.Concat(stages).OfType<SyntaxNode>()
            .Concat(node.Items.ToArray());
    }
}
