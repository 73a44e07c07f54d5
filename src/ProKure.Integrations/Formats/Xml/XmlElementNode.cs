namespace ProKure.Integrations.Formats.Xml;

/// <summary>An element of a document that was read, with what stands in it in order.</summary>
/// <param name="name">Its name as JSON shows it.</param>
/// <param name="localName">Its name without prefix.</param>
/// <param name="namespaceUri">Its namespace; empty for none.</param>
internal sealed class XmlElementNode(string name, string localName, string namespaceUri)
{
    private List<object>? _content;

    public string Name => name;

    /// <summary>Attributes and namespace declarations as JSON shows them, in the order written.</summary>
    public List<KeyValuePair<string, string>>? Attributes { get; set; }

    /// <summary>Whether <c>xsi:nil</c> says that the element has no value.</summary>
    public bool IsNil { get; set; }

    /// <summary>Whether it has attributes besides those that null stands for.</summary>
    public bool HasOwnAttributes { get; set; }

    /// <summary>Elements (<see cref="XmlElementNode"/>) and texts (<see cref="string"/>).</summary>
    public IReadOnlyList<object> Content => _content ?? (IReadOnlyList<object>)[];

    public IEnumerable<XmlElementNode> Elements => Content.OfType<XmlElementNode>();

    /// <summary>The texts that stand in it directly.</summary>
    public string Text => string.Concat(Content.OfType<string>());

    public bool IsNamed(string local, string uri) => localName == local && namespaceUri == uri;

    /// <summary>The first child with this name, in whatever namespace; null for none.</summary>
    public XmlElementNode? Find(string local) => Elements.FirstOrDefault(element => element.HasLocalName(local));

    public bool HasLocalName(string local) => localName == local;

    public string NamespaceUri => namespaceUri;

    public void Add(object content) => (_content ??= new List<object>(2)).Add(content);
}
