namespace ProKure.Integrations.Configuration;

/// <summary>How a response body is read as the JSON that rules and the response transform see.</summary>
public sealed record ResponseFormatConfig
{
    /// <summary>By Content-Type, UTF-8 where no charset is said, XML names as written.</summary>
    public static readonly ResponseFormatConfig Standard = new();

    /// <summary>The form that is expected. Default: the one that the answer's Content-Type names.</summary>
    public ResponseBodyType Type { get; init; }

    /// <summary>The charset of answers that name none, as <c>windows-1252</c>; null for UTF-8.</summary>
    public string? Charset { get; init; }

    /// <summary>Whether names of XML elements and attributes keep their prefixes. Default as written.</summary>
    public XmlNames XmlNames { get; init; }
}

/// <summary>Forms of response bodies.</summary>
public enum ResponseBodyType
{
    /// <summary>As the Content-Type says; JSON whatever it says, where the body is JSON.</summary>
    Auto,

    /// <summary>JSON.</summary>
    Json,

    /// <summary><c>application/x-www-form-urlencoded</c>, read as an object of strings.</summary>
    Form,

    /// <summary>XML, read as an object with one member, the root element.</summary>
    Xml,

    /// <summary>A SOAP envelope, read as an object with Body and, where there is one, Header.</summary>
    Soap,

    /// <summary>Text, CSV too, read as a string.</summary>
    Text,

    /// <summary>Bytes, read as a string in base64.</summary>
    Binary,

    /// <summary>Not read at all: stored, of whatever length, and the caller gets a reference. For files.</summary>
    Stored,
}

/// <summary>How names of XML are read.</summary>
public enum XmlNames
{
    /// <summary>With the prefixes of the document, and with its namespace declarations as attributes.</summary>
    AsWritten,

    /// <summary>Without prefixes and declarations, so that it does not matter which prefixes the other side chooses.</summary>
    Local,
}
