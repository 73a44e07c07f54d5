using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Syntax;

/// <summary>The nodes of one syntax tree, used again by the next on the same thread: a tree lives until its expression is compiled.</summary>
internal sealed class SyntaxArena
{
    private const int Kept = 512;

    [ThreadStatic]
    private static SyntaxArena? _own;

    private readonly SyntaxNode?[] _nodes = new SyntaxNode?[Kept];
    private int _used;

    /// <summary>The tree has nodes that are not kept.</summary>
    private bool _overflowed;

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
            _nodes[i]!.Clear(keepsList: !_overflowed);
        _used = 0;
        _overflowed = false;
        _own = this;
    }

    public SyntaxNode New(SyntaxKind kind, Symbol symbol, PropertyName? name, int position)
    {
        var node = (uint)_used < (uint)_nodes.Length ? _nodes[_used++] ??= new SyntaxNode() : Beyond();
        node.Start(kind, symbol, name, position);
        return node;
    }

    private SyntaxNode Beyond()
    {
        _overflowed = true;
        return new SyntaxNode();
    }
}
