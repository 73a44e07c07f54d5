using ProKure.Jsonata.Evaluation;

namespace ProKure.Jsonata.Syntax;

internal enum SyntaxKind : byte
{
    End,
    Name,
    Variable,
    String,
    Number,
    Constant,
    Regex,
    Wildcard,
    Descendant,
    Parent,
    Placeholder,
    Binary,
    Negate,
    Array,
    Object,
    Block,
    Call,
    Partial,
    Lambda,
    Condition,
    Default,
    Coalesce,
    Transform,
    Path,
    Sort,
    Bind,
    Apply,
}

/// <summary>A node of the syntax tree. The parser fills the first group of fields, the shaper the second.</summary>
internal sealed class SyntaxNode
{
    private const int LongestKeptList = 16;

    // Most nodes have no lists: these stand for theirs, and are never added to.
    private static readonly List<SyntaxNode> NoItems = [];
    private static readonly List<(SyntaxNode, SyntaxNode)> NoPairs = [];
    private static readonly List<SortTerm> NoTerms = [];

    private List<SyntaxNode>? _items;
    private List<(SyntaxNode Key, SyntaxNode Value)>? _pairs;
    private List<SortTerm>? _terms;
    private RareParts? _rare;

    private RareParts Rarely => _rare ??= new RareParts();

    public SyntaxKind Kind { get; set; }

    /// <summary>The operator, where the node is made of one.</summary>
    public Symbol Symbol { get; set; }

    /// <summary>Operator, name, string, or pattern.</summary>
    public string Text { get; private set; } = "";

    public int Position { get; private set; }

    public double Number { get; set; }

    /// <summary>Left operand; condition; procedure of a call; pattern of a transform.</summary>
    public SyntaxNode? Left { get; set; }

    /// <summary>Right operand; first branch; body of a lambda; update of a transform.</summary>
    public SyntaxNode? Right { get; set; }

    /// <summary>Second branch; deletions of a transform.</summary>
    public SyntaxNode? Other { get; set; }

    /// <summary>Items of an array, expressions of a block, arguments, parameters, steps of a path.</summary>
    public List<SyntaxNode> Items => _items ?? NoItems;

    public List<(SyntaxNode Key, SyntaxNode Value)> Pairs => _pairs ?? NoPairs;

    public List<SortTerm> Terms => _terms ?? NoTerms;

    /// <summary>The variables that a block or a lambda binds; null for none.</summary>
    public Scope? Scope { get; set; }

    public string Flags
    {
        get => _rare?.Flags ?? "";
        set
        {
            if (value.Length > 0)
                Rarely.Flags = value;
        }
    }

    public Signature? Signature
    {
        get => _rare?.Signature;
        set
        {
            if (value is not null || _rare is not null)
                Rarely.Signature = value;
        }
    }

    /// <summary>Marked with <c>[]</c>: a single result stays an array.</summary>
    public bool KeepArray { get; set; }

    /// <summary>A path of which a step is marked with <c>[]</c>.</summary>
    public bool KeepSingletonArray { get; set; }

    /// <summary>An array constructor as step of a path: its result is not flattened.</summary>
    public bool ConsArray { get; set; }

    /// <summary>The step, path or block yields rows of bindings.</summary>
    public bool IsTuple { get; set; }

    /// <summary>A call in tail position of a lambda.</summary>
    public bool IsTailCall { get; set; }

    public List<Stage>? Predicates
    {
        get => _rare?.Predicates;
        set
        {
            if (value is not null || _rare is not null)
                Rarely.Predicates = value;
        }
    }

    public List<Stage>? Stages
    {
        get => _rare?.Stages;
        set
        {
            if (value is not null || _rare is not null)
                Rarely.Stages = value;
        }
    }

    public SyntaxNode? Group
    {
        get => _rare?.Group;
        set
        {
            if (value is not null || _rare is not null)
                Rarely.Group = value;
        }
    }

    public string? Focus
    {
        get => _rare?.Focus;
        set
        {
            if (value is not null || _rare is not null)
                Rarely.Focus = value;
        }
    }

    public string? Index
    {
        get => _rare?.Index;
        set
        {
            if (value is not null || _rare is not null)
                Rarely.Index = value;
        }
    }

    public ParentSlot? Ancestor
    {
        get => _rare?.Ancestor;
        set
        {
            if (value is not null || _rare is not null)
                Rarely.Ancestor = value;
        }
    }

    public ParentSlot? Slot
    {
        get => _rare?.Slot;
        set
        {
            if (value is not null || _rare is not null)
                Rarely.Slot = value;
        }
    }

    public List<ParentSlot>? Seeking
    {
        get => _rare?.Seeking;
        set
        {
            if (value is not null || _rare is not null)
                Rarely.Seeking = value;
        }
    }

    /// <summary>The reference's name of the kind, which errors about parents carry as token.</summary>
    public string KindName => Kind switch
    {
        SyntaxKind.Constant => "value",
        SyntaxKind.Negate or SyntaxKind.Array or SyntaxKind.Object => "unary",
        SyntaxKind.Call => "function",
        SyntaxKind.Default or SyntaxKind.Coalesce => "condition",
        SyntaxKind.Placeholder => "operator",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    public void AddItem(SyntaxNode item) => (_items ??= []).Add(item);

    public void AddPair(SyntaxNode key, SyntaxNode value) => (_pairs ??= []).Add((key, value));

    public void AddTerm(SortTerm term) => (_terms ??= []).Add(term);

    /// <summary>Makes a cleared node one of a tree.</summary>
    public void Start(SyntaxKind kind, string text, int position)
    {
        Kind = kind;
        Text = text;
        Position = position;
    }

    /// <summary>Lets go of everything; short lists stay for the next tree.</summary>
    public void Clear()
    {
        Symbol = Symbol.None;
        Text = "";
        (Left, Right, Other, Scope, _rare) = (null, null, null, null, null);
        (KeepArray, KeepSingletonArray, ConsArray, IsTuple, IsTailCall) = (false, false, false, false, false);
        _terms = null;
        if (_items?.Capacity > LongestKeptList)
            _items = null;
        if (_pairs?.Capacity > LongestKeptList)
            _pairs = null;
        if (_items?.Count > 0)
            _items.Clear();
        if (_pairs?.Count > 0)
            _pairs.Clear();
    }

    /// <summary>What few nodes have.</summary>
    private sealed class RareParts
    {
        public string? Flags { get; set; }

        public Signature? Signature { get; set; }

        public List<Stage>? Predicates { get; set; }

        public List<Stage>? Stages { get; set; }

        public SyntaxNode? Group { get; set; }

        public string? Focus { get; set; }

        public string? Index { get; set; }

        public ParentSlot? Ancestor { get; set; }

        public ParentSlot? Slot { get; set; }

        public List<ParentSlot>? Seeking { get; set; }
    }
}

/// <summary>A term of an order-by clause.</summary>
internal readonly record struct SortTerm(SyntaxNode Expression, bool Descending);

/// <summary>A predicate (<see cref="Filter"/>) or a position binding (<see cref="Index"/>) on a step.</summary>
internal readonly record struct Stage(SyntaxNode? Filter, string? Index);

/// <summary>Where a <c>%</c> finds its parent: the label under which a step keeps its context.</summary>
internal sealed class ParentSlot(string label)
{
    private ParentSlot? _same;

    public string Label => _same?.Label ?? label;

    public int Level { get; set; } = 1;

    /// <summary>Uses the label of another slot that names the same step.</summary>
    public void Share(ParentSlot other)
    {
        if (!string.Equals(other.Label, Label, StringComparison.Ordinal))
            _same = other;
    }
}
