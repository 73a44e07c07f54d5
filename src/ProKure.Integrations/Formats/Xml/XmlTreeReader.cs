using System.Text;
using System.Xml;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Formats.Xml;

/// <summary>
/// Reads a document from the outside: no DTD, so no entities and nothing fetched; bounded in depth and in number of nodes; in one pass without recursion.
/// </summary>
internal sealed class XmlTreeReader
{
    /// <summary>Deeper documents are refused: their JSON, two levels an element at most, has to be as deep as expressions read.</summary>
    public const int MaxDepth = 60;

    /// <summary>Elements, attributes and texts of one document.</summary>
    public const int MaxNodes = 1_000_000;

    public const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    private const int LongestDeclaration = 1_024;

    private const string Declarations = "http://www.w3.org/2000/xmlns/";

    private static readonly XmlReaderSettings Settings = new()
    {
        Async = false,
        CheckCharacters = true,
        DtdProcessing = DtdProcessing.Prohibit,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        XmlResolver = null,
    };

    private readonly XmlReader _reader;
    private readonly bool _keepsPrefixes;
    private readonly Stack<XmlElementNode> _open = new();
    private readonly StringBuilder _text = new();
    private XmlElementNode? _root;
    private int _nodes;

    private XmlTreeReader(XmlReader reader, XmlNames names)
    {
        _reader = reader;
        _keepsPrefixes = names == XmlNames.AsWritten;
    }

    /// <summary>Reads a document. Its charset: by byte order mark, else as the Content-Type says, else as its declaration says, else as configured, else UTF-8.</summary>
    /// <exception cref="BodyFormatException">It is no XML, or goes over a limit.</exception>
    public static XmlElementNode Read(ReadOnlyMemory<byte> body, string? saidCharset, string? configuredCharset, XmlNames names)
    {
        try
        {
            using var reader = Open(body, saidCharset, configuredCharset);
            return new XmlTreeReader(reader, names).Read();
        }
        catch (Exception fault) when (fault is XmlException or ArgumentException or NotSupportedException)
        {
            throw new BodyFormatException(BodyFormatException.Unreadable, $"The body is no XML that can be read: {fault.Message}", fault);
        }
    }

    private static XmlReader Open(ReadOnlyMemory<byte> body, string? saidCharset, string? configuredCharset)
    {
        var bytes = body.Span;
        if (saidCharset is null && bytes is [(byte)'<', 0, ..] or [0, (byte)'<', ..])
            return XmlReader.Create(new MemoryStream(body.ToArray(), writable: false), Settings); // UTF-16 without mark: the reader sees it by itself
        var (encoding, mark) = Charsets.EncodingOf(bytes, saidCharset ?? DeclaredIn(bytes), configuredCharset);
        try
        {
            return XmlReader.Create(new StringReader(encoding.GetString(bytes[mark..])), Settings);
        }
        catch (DecoderFallbackException fault)
        {
            throw new BodyFormatException(BodyFormatException.Charset, $"The bytes at index {fault.Index} of the body are not in the charset {encoding.WebName}.", fault);
        }
    }

    /// <summary>The charset of the declaration (<c>&lt;?xml … encoding="…"?&gt;</c>), which is ASCII in every charset but UTF-16; null for none.</summary>
    private static string? DeclaredIn(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("<?xml"u8))
            return null;
        var end = bytes[..Math.Min(bytes.Length, LongestDeclaration)].IndexOf("?>"u8);
        var at = end < 0 ? -1 : bytes[..end].IndexOf("encoding"u8);
        if (at < 0)
            return null;
        var value = Encoding.ASCII.GetString(bytes[(at + "encoding"u8.Length)..end]).Trim().TrimStart('=').Trim();
        var close = value.Length == 0 ? -1 : value.IndexOf(value[0], 1);
        return close > 1 ? value[1..close] : null;
    }

    private XmlElementNode Read()
    {
        while (_reader.Read())
        {
            switch (_reader.NodeType)
            {
                case XmlNodeType.Element:
                    Begin();
                    break;
                case XmlNodeType.EndElement:
                    End();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when _open.Count > 0:
                    _text.Append(_reader.Value);
                    break;
            }
        }

        return _root ?? throw new BodyFormatException(BodyFormatException.Unreadable, "The XML has no root element.");
    }

    private void Begin()
    {
        EndText(isBeforeElement: true);
        if (_open.Count == MaxDepth)
            throw new BodyFormatException(BodyFormatException.Unreadable, $"The XML is nested more than {MaxDepth} elements deep.");
        Count();
        var element = new XmlElementNode(NameOf(_reader), _reader.LocalName, _reader.NamespaceURI);
        var isEmpty = _reader.IsEmptyElement;
        if (_reader.HasAttributes)
            ReadAttributes(element);
        if (_open.TryPeek(out var parent))
            parent.Add(element);
        else
            _root = element;
        if (!isEmpty)
            _open.Push(element);
    }

    private void End()
    {
        EndText(isBeforeElement: false);
        _open.Pop();
    }

    private void ReadAttributes(XmlElementNode element)
    {
        var attributes = new List<KeyValuePair<string, string>>(_reader.AttributeCount);
        while (_reader.MoveToNextAttribute())
        {
            Count();
            var isDeclaration = _reader.NamespaceURI == Declarations;
            var isNil = _reader.NamespaceURI == SchemaInstance && _reader.LocalName == "nil";
            if (isNil)
                element.IsNil = _reader.Value is "true" or "1";
            if (!isNil && !(isDeclaration && (!_keepsPrefixes || _reader.Value == SchemaInstance)))
                element.HasOwnAttributes = true;
            if (_keepsPrefixes || !isDeclaration)
                attributes.Add(new($"@{NameOf(_reader)}", _reader.Value));
        }

        _reader.MoveToElement();
        if (attributes.Count > 0)
            element.Attributes = attributes;
    }

    // Blank text between elements is the document's layout, unless it says otherwise; blank text alone in an element is its value.
    private void EndText(bool isBeforeElement)
    {
        if (_text.Length == 0)
            return;
        var text = _text.ToString();
        _text.Clear();
        var element = _open.Peek();
        var isAmongElements = isBeforeElement || element.Content.Count > 0;
        if (isAmongElements && _reader.XmlSpace != XmlSpace.Preserve && string.IsNullOrWhiteSpace(text))
            return;
        Count();
        element.Add(text);
    }

    private string NameOf(XmlReader reader) => _keepsPrefixes ? reader.Name : reader.LocalName;

    private void Count()
    {
        if (++_nodes > MaxNodes)
            throw new BodyFormatException(BodyFormatException.Unreadable, $"The XML has more than {MaxNodes} elements, attributes and texts.");
    }
}
