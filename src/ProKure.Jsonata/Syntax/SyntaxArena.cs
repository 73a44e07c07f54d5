namespace ProKure.Jsonata.Syntax;

/// <summary>The nodes of one syntax tree, used again by the next on the same thread: a tree lives until its expression is compiled.</summary>
internal sealed class SyntaxArena
{
    private const int Kept = 512;

    [ThreadStatic]
    private static SyntaxArena? _own;

    private readonly List<SyntaxNode> _nodes = [];
    private int _used;

    public static SyntaxArena Rent()
    {
        var arena = _own ?? new SyntaxArena();
        _own = null;
        return arena;
    }

    /// <summary>Ends the life of the tree.</summary>
    public void Return()
    {
        for (var i = 0; i < _used; i++)
            _nodes[i].Clear();
        _used = 0;
        _own = this;
    }

    public SyntaxNode New(SyntaxKind kind, string text, int position)
    {
        if (_used < _nodes.Count)
        {
            var node = _nodes[_used++];
            node.Start(kind, text, position);
            return node;
        }
        var added = new SyntaxNode();
        added.Start(kind, text, position);
        if (_used < Kept)
        {
            _nodes.Add(added);
            _used++;
        }
        return added;
    }
}
