using System.Buffers;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>
/// Redacts XML and HTML, leniently: elements and attributes by name, text, CDATA, comments and processing instructions as what they hold. Where a tag does
/// not end, the rest is read as text.
/// </summary>
internal sealed class XmlPass(RedactionScope scope, IBufferWriter<byte> output) : TokenPass(scope, output), IRedactionPlace
{
    /// <summary>Deeper elements are read as text.</summary>
    private const int MaxDepth = 256;

    private readonly PathCursor _path = new(scope.Rules.Paths, MaxDepth);
    private readonly List<XmlAttribute> _attributes = [];
    private byte[] _attributeName = [];
    private int _attributeNameLength;
    private RemovedElement? _removed;
    private LongContent? _long;
    private Region? _region;
    private long _tokenOffset;
    private RedactionScope? _inside;

    public string Path => _path.PathTo(_attributeName.AsSpan(0, _attributeNameLength));

    public long Offset => _tokenOffset;

    private RedactionScope Inside => _inside ??= Scope.Inside(this);

    protected override int Read(ReadOnlySpan<byte> text, bool isFinal)
    {
        var at = 0;
        while (at < text.Length)
        {
            if (_region is null)
                _tokenOffset = BufferOffset + at;
            var length = _region is { } region ? ReadRegion(region, text[at..], isFinal) : ReadMarkup(text[at..], isFinal);
            if (length == 0)
            {
                if (_region is null && (isFinal || text.Length - at > LongestToken))
                    FailAt(text[at..]);
                if (!HasFailed && isFinal)
                    throw new InvalidOperationException("A region of XML text did not end with the text.");
                return at;
            }

            at += length;
            if (HasFailed)
                return at;
        }

        return at;
    }

    protected override void End()
    {
        _long?.Complete();
        if (_removed is not null)
            EndRemoved();
    }

    private int ReadMarkup(ReadOnlySpan<byte> text, bool isFinal)
    {
        if (text[0] != '<')
            return Begin(Region.Text, 0, text, isFinal);
        if (text.Length > 1 && BeginsName(text[1]))
            return ReadStartTag(text);
        if (text.StartsWith("</"u8))
            return ReadEndTag(text);
        if (text.Length < 9 && !isFinal && MayBegin(text))
            return 0;
        if (text.StartsWith("<!--"u8))
            return Begin(Region.Comment, 4, text, isFinal);
        if (text.StartsWith("<![CDATA["u8))
            return Begin(Region.CData, 9, text, isFinal);
        if (text.StartsWith("<?"u8))
            return Begin(Region.Instruction, 2, text, isFinal);
        if (text.StartsWith("<!"u8))
            return ReadDeclaration(text);
        if (text.Length == 1 && !isFinal)
            return 0;
        Emit(text[..1]);
        return 1;
    }

    private static bool BeginsName(byte value) => char.IsAsciiLetter((char)value) || value is (byte)'_' or (byte)':' or >= 0x80;

    private static bool MayBegin(ReadOnlySpan<byte> text) => text.Length < 2 || (text[1] == '!' && (text.Length < 4 || "<![CDATA["u8.StartsWith(text)));

    private int Begin(Region region, int lead, ReadOnlySpan<byte> text, bool isFinal)
    {
        Emit(text[..lead]);
        _region = region;
        return lead > 0 ? lead : ReadRegion(region, text, isFinal);
    }

    // A region that is all there is redacted as a whole; a longer one than a token may be, piece by piece.
    private int ReadRegion(Region region, ReadOnlySpan<byte> text, bool isFinal)
    {
        var end = text.IndexOf(region.End);
        if (_long is null && end < 0 && !isFinal && text.Length <= LongestToken + region.End.Length)
            return 0;
        var isOver = end >= 0 || isFinal;
        var length = end >= 0 ? end : isFinal ? text.Length : text.Length - region.End.Length + 1;
        if (_long is null && (length > LongestToken || !isOver) && _removed is null)
            _long = new LongContent(Inside, region.Codec, Output);
        if (_removed is not null)
            AddRemoved(region, text[..length]);
        else if (_long is not null)
            _long.Write(text[..length]);
        else
            EmitRedacted(region.Codec, text[..length]);
        if (isOver)
        {
            _long?.Complete();
            (_long, _region) = (null, null);
            Emit(text.Slice(length, end >= 0 ? region.Trail : 0));
            return length + (end >= 0 ? region.Trail : 0);
        }

        return length;
    }

    private void AddRemoved(Region region, ReadOnlySpan<byte> content)
    {
        if (region == Region.Text || region == Region.CData)
            _removed!.Add(content);
    }

    private int ReadDeclaration(ReadOnlySpan<byte> text)
    {
        var length = XmlTag.DeclarationLength(text, out var start, out var end);
        if (length is 0 or > LongestToken)
            return 0;
        if (start == 0 || end <= start || text[start..end].Trim(" \t\r\n"u8) is { IsEmpty: true })
        {
            EmitRedacted(ContentCodec.Raw, text[..length]);
            return length;
        }

        Emit(text[..start]);
        if (_removed is null && !Placeholder.Is(text[start..end].Trim(" \t\r\n"u8).TrimStart("<!-"u8).TrimEnd("->"u8).Trim(" "u8)))
        {
            Scope.Note(RedactionRule.XmlDeclarations, this);
            Output.Write("<!-- "u8);
            var removed = Scope.Remove();
            removed.Add(text[start..end]);
            removed.End(Output);
            Output.Write(" -->"u8);
        }
        else
        {
            Emit(text[start..end]);
        }

        Emit(text[end..length]);
        return length;
    }

    private int ReadEndTag(ReadOnlySpan<byte> text)
    {
        var close = text.IndexOf((byte)'>');
        if (close is < 0 or > LongestToken)
            return 0;
        var name = XmlTag.NameOf(text[..(close + 1)], isEnd: true);
        if (_removed is not null && name.SequenceEqual(_removed.Name) && --_removed.Depth == 0)
            EndRemoved();
        EmitScanned(text[..(close + 1)]);
        Leave(XmlTag.LocalName(name));
        return close + 1;
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

    private int ReadStartTag(ReadOnlySpan<byte> text)
    {
        var length = XmlTag.Length(text);
        if (length == 0 || length > LongestToken)
            return 0;
        var tag = text[..length];
        var name = XmlTag.NameOf(tag, isEnd: false);
        var isEmpty = tag[^2] == '/' || XmlTag.IsVoid(name);
        if (_removed is not null)
        {
            if (!isEmpty && name.SequenceEqual(_removed.Name))
                _removed.Depth++;
            _removed.Add(tag);
            if (!isEmpty && _path.Depth < MaxDepth)
                _path.Push(XmlTag.LocalName(name));
            return length;
        }

        if (_path.Depth == MaxDepth)
            return 0;
        var local = XmlTag.LocalName(name);
        var rule = Scope.Rules.Names.Match(name) ?? _path.Peek(local);
        _path.Push(local);
        var label = EmitTag(tag);
        if (isEmpty)
            _path.Pop();
        else if ((rule ?? label) is { } found)
            _removed = new RemovedElement(found, name.ToArray(), Scope.Remove());
        return length;
    }

    // Writes the tag, its attributes redacted. Returns the rule for what its name or key says that it holds.
    private RedactionRule? EmitTag(ReadOnlySpan<byte> tag)
    {
        XmlTag.ReadAttributes(tag, _attributes);
        RedactionRule? label = null;
        foreach (var (nameStart, nameEnd, valueStart, valueEnd) in _attributes)
        {
            if (Labels.IsLabel(XmlTag.LocalName(tag[nameStart..nameEnd])))
                label ??= Scope.Rules.Names.Match(tag[valueStart..valueEnd]);
        }

        var copied = 0;
        foreach (var (nameStart, nameEnd, valueStart, valueEnd) in _attributes)
        {
            var name = tag[nameStart..nameEnd];
            var value = tag[valueStart..valueEnd];
            KeepAttributeName(name);
            EmitScanned(tag[copied..nameStart]);
            Output.Write(tag[nameStart..valueStart]);
            copied = valueEnd;
            if (RuleOf(name, label) is { } rule && !value.IsEmpty && !Placeholder.Is(value) && !JsonText.IsLiteral(value))
                WriteRemoved(rule, value);
            else
                EmitRedacted(XmlTextCodec.Instance, value);
        }

        _attributeNameLength = 0;
        EmitScanned(tag[copied..]);
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

    private void WriteRemoved(RedactionRule rule, ReadOnlySpan<byte> written)
    {
        Scope.Note(rule, this);
        var removed = Scope.Remove();
        var plain = Scope.Rent();
        XmlTextCodec.Instance.Decode(written, isFinal: true, plain);
        removed.Add(plain.Written);
        Scope.Return(plain);
        removed.End(Output);
    }

    private void EmitRedacted(ContentCodec codec, ReadOnlySpan<byte> written)
    {
        if (_removed is not null)
            return;
        if (WholeContent.HoldsNothing(Scope, codec, written) || !WholeContent.TryRedactWritten(Inside, codec, written, Output))
            Output.Write(written);
    }

    // A tag holds nothing but names and attributes, unless it is none.
    private void EmitScanned(ReadOnlySpan<byte> text)
    {
        if (_removed is null && !TextScan.TryRedact(Scope, text, Output))
            Output.Write(text);
    }

    private void Emit(ReadOnlySpan<byte> text)
    {
        if (_removed is null)
            Output.Write(text);
    }

    private void EndRemoved()
    {
        var removed = _removed!;
        _removed = null;
        if (!removed.KeptContent.IsEmpty)
        {
            Output.Write(removed.KeptContent);
        }
        else if (removed.HasContent)
        {
            Scope.Note(removed.Rule, this);
            removed.Value.End(Output);
        }
    }

    private void FailAt(ReadOnlySpan<byte> rest)
    {
        // What is in an element that is removed stays removed, however broken the rest is.
        if (_removed is null)
        {
            GoOnAs(new TextPass(Scope, Output));
            return;
        }

        _removed.Add(rest);
        GoOnAs(new NothingPass(Scope, Output));
    }

    private sealed class NothingPass(RedactionScope scope, IBufferWriter<byte> output) : RedactionPass(scope, output)
    {
        public override void Write(ReadOnlySpan<byte> bytes)
        {
        }

        public override void Complete()
        {
        }
    }

    /// <summary>Text up to a sign that ends it.</summary>
    private sealed class Region(byte[] end, int trail, ContentCodec codec)
    {
        public static Region Text { get; } = new("<"u8.ToArray(), 0, XmlTextCodec.Instance);

        public static Region CData { get; } = new("]]>"u8.ToArray(), 3, ContentCodec.Raw);

        public static Region Comment { get; } = new("-->"u8.ToArray(), 3, ContentCodec.Raw);

        public static Region Instruction { get; } = new("?>"u8.ToArray(), 2, ContentCodec.Raw);

        public ReadOnlySpan<byte> End => end;

        /// <summary>How many bytes of the sign belong to the text's end, and not to what follows.</summary>
        public int Trail => trail;

        public ContentCodec Codec => codec;
    }
}
