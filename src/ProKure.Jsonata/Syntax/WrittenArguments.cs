namespace ProKure.Jsonata.Syntax;

/// <summary>Finds the texts that calls of a function have as an argument.</summary>
internal static class WrittenArguments
{
    public static List<JsonataWrittenText> Find(SyntaxNode tree, string function, int index)
    {
        var found = new List<JsonataWrittenText>();
        foreach (var node in SyntaxWalk.Nodes(tree))
        {
            if (IsCallOf(node, function) && index < node.Items.Length && node.Items[index] is { Kind: SyntaxKind.String } text)
                found.Add(new JsonataWrittenText(text.Text, text.Position));
        }

        found.Sort((a, b) => a.Position.CompareTo(b.Position));
        return found;
    }

    private static bool IsCallOf(SyntaxNode node, string function) =>
        node is { Kind: SyntaxKind.Call or SyntaxKind.Partial, Left.Kind: SyntaxKind.Variable }
        && string.Equals(node.Left.Text, function, StringComparison.Ordinal);
}
