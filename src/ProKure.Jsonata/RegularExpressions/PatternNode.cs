namespace ProKure.Jsonata.RegularExpressions;

/// <summary>A part of a parsed JavaScript pattern, with what the translation has to know of it.</summary>
internal abstract record PatternNode
{
    /// <summary>Whether it can match without consuming anything.</summary>
    public abstract bool Nullable { get; }

    /// <summary>Whether matching nothing is what it tries last, so that an extra empty turn of a loop changes no result.</summary>
    public abstract bool EmptyLast { get; }

    /// <summary>The numbers of the capturing groups inside.</summary>
    public virtual IEnumerable<int> Captures => [];

    /// <summary>The captures inside that are set whenever it matches.</summary>
    public virtual IEnumerable<int> CertainCaptures => [];

    /// <summary>Whether it refers back to a captured text.</summary>
    public virtual bool RefersBack => false;
}

internal sealed record SetNode(CharacterSet Set) : PatternNode
{
    public override bool Nullable => false;

    public override bool EmptyLast => true;
}

internal enum Anchor
{
    Start,
    End,
    LineStart,
    LineEnd,
    WordBorder,
    NoWordBorder,
}

internal sealed record AnchorNode(Anchor Anchor) : PatternNode
{
    public override bool Nullable => true;

    public override bool EmptyLast => true;
}

internal sealed record BackReferenceNode(int Group) : PatternNode
{
    public override bool Nullable => true;

    public override bool EmptyLast => true;

    public override bool RefersBack => true;
}

internal sealed record SequenceNode(IReadOnlyList<PatternNode> Items) : PatternNode
{
    public override bool Nullable { get; } = Items.All(item => item.Nullable);

    public override bool EmptyLast { get; } = Items.All(item => item.EmptyLast);

    public override IEnumerable<int> Captures => Items.SelectMany(item => item.Captures);

    public override IEnumerable<int> CertainCaptures => Items.SelectMany(item => item.CertainCaptures);

    public override bool RefersBack { get; } = Items.Any(item => item.RefersBack);
}

internal sealed record AlternationNode(IReadOnlyList<PatternNode> Choices) : PatternNode
{
    public override bool Nullable { get; } = Choices.Any(choice => choice.Nullable);

    public override bool EmptyLast { get; } = Choices[^1].EmptyLast && !Choices.SkipLast(1).Any(choice => choice.Nullable);

    public override IEnumerable<int> Captures => Choices.SelectMany(choice => choice.Captures);

    public override bool RefersBack { get; } = Choices.Any(choice => choice.RefersBack);
}

/// <summary>A group; not capturing where the number is 0.</summary>
internal sealed record GroupNode(PatternNode Body, int Number) : PatternNode
{
    public override bool Nullable { get; } = Body.Nullable;

    public override bool EmptyLast { get; } = Body.EmptyLast;

    public override IEnumerable<int> Captures => Number > 0 ? Body.Captures.Prepend(Number) : Body.Captures;

    public override IEnumerable<int> CertainCaptures => Number > 0 ? Body.CertainCaptures.Prepend(Number) : Body.CertainCaptures;

    public override bool RefersBack { get; } = Body.RefersBack;
}

internal sealed record LookNode(PatternNode Body, bool Behind, bool Negative) : PatternNode
{
    public override bool Nullable => true;

    public override bool EmptyLast => true;

    public override IEnumerable<int> Captures => Body.Captures;

    public override IEnumerable<int> CertainCaptures => Negative ? [] : Body.CertainCaptures;

    public override bool RefersBack { get; } = Body.RefersBack;
}

internal sealed record RepeatNode(PatternNode Body, int Min, int Max, bool Lazy) : PatternNode
{
    public override bool Nullable { get; } = Min == 0 || Body.Nullable;

    public override bool EmptyLast { get; } = Body.EmptyLast && (!Lazy || (Min == Max && Min > 0));

    public override IEnumerable<int> Captures => Body.Captures;

    public override IEnumerable<int> CertainCaptures => Min > 0 ? Body.CertainCaptures : [];

    public override bool RefersBack { get; } = Body.RefersBack;
}
