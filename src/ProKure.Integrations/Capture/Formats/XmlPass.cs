using System.Buffers;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>
/// Redacts XML and HTML, leniently: elements and attributes by name, text, CDATA, comments and processing instructions as what they hold. Where a tag does
/// not end, the rest is read as text.
/// </summary>
internal sealed partial class XmlPass(RedactionScope scope, IBufferWriter<byte> output) : TokenPass(scope, output), IRedactionPlace
{
    /// <summary>Deeper elements are read as text.</summary>
    private const int MaxDepth = 256;

    private readonly PathCursor _path = new(scope.Rules.Paths, MaxDepth);
    private readonly List<XmlAttribute> _attributes = [];
    private byte[] _attributeName = [];
    private int _attributeNameLength;
    private RemovedElement? _removed;
    private LongContent? _long;
    private XmlRegion? _region;
    private long _tokenOffset;
    private RedactionScope? _inside;

    // How much of what is being read was written; what is between this and where it is read on stays as it is.
    private int _copied;

    public string Path => _path.PathTo(_attributeName.AsSpan(0, _attributeNameLength));

    public long Offset => _tokenOffset;

    private RedactionScope Inside => _inside ??= Scope.Inside(this);

    protected override int Read(ReadOnlySpan<byte> text, bool isFinal)
    {
        var at = 0;
        _copied = 0;
        while (at < text.Length && !HasFailed)
        {
            if (_region is null)
                _tokenOffset = BufferOffset + at;
            var next = _region is { } region ? ReadRegion(region, text, at, isFinal) : ReadMarkup(text, at, isFinal);
            if (next == at)
            {
                if (_region is null && (isFinal || text.Length - at > LongestToken))
                    GoOnAs(_removed is null ? new TextPass(Scope, Output) : new RemovedPass(Scope, Output, _removed));
                if (!HasFailed && isFinal)
                    throw new InvalidOperationException("A region of XML text did not end with the text.");
                break;
            }

            at = next;
        }

        CopyTo(text, at);
        return at;
    }

    // Writes what is between what was written and an index, where it is not removed.
    private void CopyTo(ReadOnlySpan<byte> text, int index)
    {
        if (_removed is null)
            Output.Write(text[_copied..index]);
        _copied = index;
    }

    protected override void End()
    {
        _long?.Complete();
        if (_removed is not null)
            EndRemoved(_copied);
    }

    // As the others: returns where to read on; where it began, when what is there is not all of it.
    private int ReadMarkup(ReadOnlySpan<byte> all, int at, bool isFinal)
    {
        if (all[at] != '<')
        {
            return _removed is null && XmlTag.ShortTextLength(all, at) is > 0 and var length && WholeContent.HoldsNothing(Scope, all, at, length)
                ? at + length
                : Begin(XmlRegion.Text, 0, all, at, isFinal);
        }

        var text = all[at..];
        if (text.Length > 1 && BeginsName(text[1]))
            return ReadStartTag(all, at);
        if (text.Length > 1 && text[1] == '/')
            return ReadEndTag(all, at);
        if (text.Length < 9 && !isFinal && MayBegin(text))
            return at;
        if (text.StartsWith("<!--"u8))
            return Begin(XmlRegion.Comment, 4, all, at, isFinal);
        if (text.StartsWith("<![CDATA["u8))
            return Begin(XmlRegion.CData, 9, all, at, isFinal);
        if (text.StartsWith("<?"u8))
            return Begin(XmlRegion.Instruction, 2, all, at, isFinal);
        if (text.StartsWith("<!"u8))
            return ReadDeclaration(all, at);
        return text.Length == 1 && !isFinal ? at : at + 1;
    }

    private static bool BeginsName(byte value) => char.IsAsciiLetter((char)value) || value is (byte)'_' or (byte)':' or >= 0x80;

    private static bool MayBegin(ReadOnlySpan<byte> text) => text.Length < 2 || (text[1] == '!' && (text.Length < 4 || "<![CDATA["u8.StartsWith(text)));

    private int Begin(XmlRegion region, int lead, ReadOnlySpan<byte> text, int at, bool isFinal)
    {
        _region = region;
        return lead > 0 ? at + lead : ReadRegion(region, text, at, isFinal);
    }

    // A region that is all there is redacted as a whole; a longer one than a token may be, piece by piece.
    private int ReadRegion(XmlRegion region, ReadOnlySpan<byte> text, int at, bool isFinal)
    {
        var end = region.EndIn(text[at..]);
        var there = text.Length - at;
        if (_long is null && end < 0 && !isFinal && there <= LongestToken + region.End.Length)
            return at;
        var isOver = end >= 0 || isFinal;
        var length = end >= 0 ? end : isFinal ? there : there - region.End.Length + 1;
        if (_long is null && (length > LongestToken || !isOver) && _removed is null)
            _long = new LongContent(Inside, region.Codec, Output);
        if (_removed is not null)
            AddRemoved(region, text.Slice(at, length));
        else if (_long is not null)
            WriteLong(text, at, length);
        else
            EmitRedacted(region.Codec, text, at, length);
        at += length;
        if (!isOver)
            return at;
        _long?.Complete();
        (_long, _region) = (null, null);
        return at + (end >= 0 ? region.Trail : 0);
    }

    private void WriteLong(ReadOnlySpan<byte> text, int at, int length)
    {
        CopyTo(text, at);
        _long!.Write(text.Slice(at, length));
        _copied = at + length;
    }

    private void AddRemoved(XmlRegion region, ReadOnlySpan<byte> content)
    {
        if (region == XmlRegion.Text || region == XmlRegion.CData)
            _removed!.Add(content);
    }

    private int ReadDeclaration(ReadOnlySpan<byte> all, int at)
    {
        var text = all[at..];
        var length = XmlTag.DeclarationLength(text, out var start, out var end);
        if (length is 0 or > LongestToken)
            return at;
        if (start == 0 || end <= start || text[start..end].Trim(" \t\r\n"u8) is { IsEmpty: true })
        {
            EmitRedacted(ContentCodec.Raw, all, at, length);
        }
        else if (_removed is null && !Placeholder.Is(text[start..end].Trim(" \t\r\n"u8).TrimStart("<!-"u8).TrimEnd("->"u8).Trim(" "u8)))
        {
            CopyTo(all, at + start);
            Scope.Note(RedactionRule.XmlDeclarations, this);
            Output.Write("<!-- "u8);
            var removed = Scope.Remove();
            removed.Add(text[start..end]);
            removed.End(Output);
            Output.Write(" -->"u8);
            _copied = at + end;
        }

        return at + length;
    }

    private int ReadEndTag(ReadOnlySpan<byte> text, int at)
    {
        var close = XmlTag.ShortNameLength(text, at + 2) + 2;
        var isPlain = close > 2;
        if (!isPlain)
            close = text[at..].IndexOf((byte)'>');
        if (close is < 0 or > LongestToken)
            return at;
        var name = isPlain ? text.Slice(at + 2, close - 2) : XmlTag.NameOf(text.Slice(at, close + 1), isEnd: true);
        if (_removed is not null && name.SequenceEqual(_removed.Name) && --_removed.Depth == 0)
            EndRemoved(at);
        EmitScanned(text, at, close + 1);
        Leave(XmlTag.LocalName(name));
        return at + close + 1;
    }

    private void Leave(ReadOnlySpan<byte> name)
    {
        for (var depth = _path.Depth - 1; depth >= 0; depth--)
        {
            if (!_path.NameAt(depth).SequenceEqual(name[..Math.Min(name.Length, 128)]))
                continue;
            while (_path.Depth > depth)
                _path.Pop();
            return;
        }
    }

    private int ReadStartTag(ReadOnlySpan<byte> text, int at)
    {
        var nameLength = XmlTag.ShortNameLength(text, at + 1);
        var length = nameLength > 0 ? nameLength + 2 : XmlTag.Length(text[at..]);
        if (length == 0 || length > LongestToken)
            return at;
        var tag = text.Slice(at, length);
        var name = nameLength > 0 ? text.Slice(at + 1, nameLength) : XmlTag.NameOf(tag, isEnd: false);
        var isEmpty = tag[^2] == '/' || XmlTag.IsVoid(name);
        if (_removed is not null)
        {
            if (!isEmpty && name.SequenceEqual(_removed.Name))
                _removed.Depth++;
            _removed.Add(tag);
            if (!isEmpty && _path.Depth < MaxDepth)
                _path.Push(XmlTag.LocalName(name));
            return at + length;
        }

        if (_path.Depth == MaxDepth)
            return at;
        var local = XmlTag.LocalName(name);
        var rule = Scope.Rules.Names.Match(name) ?? _path.Peek(local);
        _path.Push(local);
        var label = nameLength > 0 ? null : RedactAttributes(text, at, tag);
        if (nameLength > 0)
            EmitScanned(text, at, length);
        if (isEmpty)
        {
            _path.Pop();
        }
        else if ((rule ?? label) is { } found)
        {
            CopyTo(text, at + length);
            _removed = new RemovedElement(found, name.ToArray(), Scope.Remove());
        }

        return at + length;
    }

    // Redacts the attributes. Returns the rule for what the tag's name or key says that it holds.
    private RedactionRule? RedactAttributes(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> tag)
    {
        XmlTag.ReadAttributes(tag, _attributes);
        RedactionRule? label = null;
        foreach (var (nameStart, nameEnd, valueStart, valueEnd) in _attributes)
        {
            if (Labels.IsLabel(XmlTag.LocalName(tag[nameStart..nameEnd])))
                label ??= Scope.Rules.Names.Match(tag[valueStart..valueEnd]);
        }

        var scanned = 0;
        foreach (var (nameStart, nameEnd, valueStart, valueEnd) in _attributes)
        {
            var name = tag[nameStart..nameEnd];
            var value = tag[valueStart..valueEnd];
            KeepAttributeName(name);
            EmitScanned(text, at + scanned, nameStart - scanned);
            scanned = valueEnd;
            if (RuleOf(name, label) is { } rule && !value.IsEmpty && !Placeholder.Is(value) && !JsonText.IsLiteral(value))
                WriteRemoved(rule, text, at + valueStart, value.Length);
            else
                EmitRedacted(XmlTextCodec.Instance, text, at + valueStart, value.Length);
        }

        _attributeNameLength = 0;
        EmitScanned(text, at + scanned, tag.Length - scanned);
        return label;
    }

    private void KeepAttributeName(ReadOnlySpan<byte> name)
    {
        if (_attributeName.Length < name.Length)
            _attributeName = new byte[name.Length];
        name.CopyTo(_attributeName);
        _attributeNameLength = name.Length;
    }

    private RedactionRule? RuleOf(ReadOnlySpan<byte> attribute, RedactionRule? label)
    {
        if (attribute.StartsWith("xmlns"u8))
            return null;
        return Scope.Rules.Names.Match(attribute) ?? _path.Peek(XmlTag.LocalName(attribute)) ?? (Labels.IsValue(attribute) ? label : null);
    }
}
