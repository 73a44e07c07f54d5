using System.Text;

namespace ProKure.Jsonata.Tests.Differential;

/// <summary>A generated expression: text with parts that are expressions themselves, so that it can be made smaller.</summary>
internal sealed class ExpressionTree
{
    private static readonly ExpressionTree[] Leaves = [new("1"), new("$"), new("a"), new("\"x\""), new("[]")];

    private readonly string _open;
    private readonly string _separator;
    private readonly string _close;
    private readonly IReadOnlyList<ExpressionTree> _parts;

    /// <summary>Text without parts.</summary>
    public ExpressionTree(string text)
        : this(text, "", "", [])
    {
    }

    /// <summary>Parts with text around and between them, any of which can be left out.</summary>
    public ExpressionTree(string open, string separator, string close, IReadOnlyList<ExpressionTree> parts)
    {
        _open = open;
        _separator = separator;
        _close = close;
        _parts = parts;
    }

    /// <summary>Parts and text as they are interpolated.</summary>
    public static ExpressionTree Of(ref ExpressionHandler text) => text.Build();

    /// <summary>Trees with something left out or replaced by something simple, larger steps first.</summary>
    public IEnumerable<ExpressionTree> Smaller()
    {
        foreach (var part in _parts)
            yield return part;
        for (var i = 0; i < _parts.Count; i++)
            yield return new ExpressionTree(_open, _separator, _close, [.. _parts.Where((_, index) => index != i)]);
        if (ToString().Length > 3)
            foreach (var leaf in Leaves)
                yield return leaf;
        for (var i = 0; i < _parts.Count; i++)
            foreach (var smaller in _parts[i].Smaller())
                yield return new ExpressionTree(_open, _separator, _close, [.. _parts.Take(i), smaller, .. _parts.Skip(i + 1)]);
    }

    public override string ToString()
    {
        var text = new StringBuilder(_open);
        for (var i = 0; i < _parts.Count; i++)
            (i > 0 ? text.Append(_separator) : text).Append(_parts[i]);
        return text.Append(_close).ToString();
    }
}

/// <summary>Collects interpolated text and trees into a tree.</summary>
[System.Runtime.CompilerServices.InterpolatedStringHandler]
internal readonly ref struct ExpressionHandler
{
    private readonly List<ExpressionTree> _parts;

    public ExpressionHandler(int literalLength, int formattedCount) => _parts = new List<ExpressionTree>((2 * formattedCount) + Math.Min(literalLength, 1));

    public void AppendLiteral(string text) => _parts.Add(new ExpressionTree(text));

    public void AppendFormatted(ExpressionTree part) => _parts.Add(part);

    public void AppendFormatted(string text) => _parts.Add(new ExpressionTree(text));

    public ExpressionTree Build() => new("", "", "", _parts);
}
