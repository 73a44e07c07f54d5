using System.Runtime.InteropServices;
using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Values;

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
    Term,
    Bind,
    Apply,
}

/// <summary>A node of the syntax tree. The parser fills the first group of fields, the shaper the second.</summary>
internal sealed class SyntaxNode
{
    private const int LongestKeptList = 16;

    private SyntaxNode[] _items = [];
    private int _count;
    private RareParts? _rare;

    private RareParts Rarely => _rare ??= new RareParts();

    public SyntaxKind Kind { get; set; }

    /// <summary>Has no parts, and no form but this one.</summary>
    public bool IsLeaf => Kind is >= SyntaxKind.Variable and <= SyntaxKind.Descendant;

    /// <summary>The operator, where the node is made of one.</summary>
    public Symbol Symbol { get; private set; }

    /// <summary>The name, string, digits or pattern that the node is; null where it is something else.</summary>
    public PropertyName? Name { get; set; }

    /// <summary>The node as errors show it: its name, else its operator.</summary>
    public string Text => Name is null ? Symbols.TextOf(Symbol) : Name.Text;

    public int Position { get; private set; }

    public double Number { get; set; }

    /// <summary>Left operand; condition; procedure of a call; pattern of a transform; what a term sorts by.</summary>
    public SyntaxNode? Left { get; set; }

    /// <summary>Right operand; first branch; body of a lambda; update of a transform.</summary>
    public SyntaxNode? Right { get; set; }

    /// <summary>Second branch; deletions of a transform.</summary>
    public SyntaxNode? Other { get; set; }

    /// <summary>
    /// Items of an array, expressions of a block, arguments, parameters, steps of a path, terms of an order-by;
    /// of an object, each key before its value.
    /// </summary>
    public Span<SyntaxNode> Items => MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(_items), _count);

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

    public void AddItem(SyntaxNode item)
    {
        if (_count == _items.Length)
            Array.Resize(ref _items, Math.Max(4, _count * 2));
        _items[_count++] = item;
    }

    /// <summary>Makes a cleared node one of a tree.</summary>
    public void Start(SyntaxKind kind, Symbol symbol, PropertyName? name, int position)
    {
        Kind = kind;
        Symbol = symbol;
        Name = name;
        Position = position;
    }

    /// <summary>Lets go of everything; a short list may stay as it is, where all that it names are nodes which the next tree uses again.</summary>
    public void Clear(bool keepsList)
    {
        (Name, Left, Right, Other, Scope, _rare) = (null, null, null, null, null, null);
        (KeepArray, KeepSingletonArray, ConsArray, IsTuple, IsTailCall) = (false, false, false, false, false);
        if (!keepsList || _items.Length > LongestKeptList)
            _items = [];
        _count = 0;
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
