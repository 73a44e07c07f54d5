namespace ProKure.Integrations.Configuration;

/// <summary>How the JSON that a request transform gives is written as a request body.</summary>
public sealed record RequestFormatConfig
{
    /// <summary>JSON in UTF-8, without compression.</summary>
    public static readonly RequestFormatConfig Standard = new();

    /// <summary>The form of the body. Default JSON.</summary>
    public RequestBodyType Type { get; init; }

    /// <summary>The Content-Type in place of the usual one of the form, without charset; null takes the usual one.</summary>
    public string? ContentType { get; init; }

    /// <summary>The charset that texts are written in, as <c>ISO-8859-1</c>; null for UTF-8.</summary>
    public string? Charset { get; init; }

    /// <summary>How the body is compressed. Default not at all.</summary>
    public ContentCoding ContentEncoding { get; init; }
}

/// <summary>Forms of request bodies.</summary>
public enum RequestBodyType
{
    /// <summary>The JSON as it is.</summary>
    Json,

    /// <summary><c>application/x-www-form-urlencoded</c>, from an object of plain values.</summary>
    Form,

    /// <summary><c>multipart/form-data</c>, from an object of parts; a part may be a file.</summary>
    Multipart,

    /// <summary>XML, from an object with one member, the root element.</summary>
    Xml,

    /// <summary>A SOAP envelope, from an object with Body and, where needed, Header.</summary>
    Soap,

    /// <summary><c>text/plain</c>, from a string.</summary>
    Text,

    /// <summary><c>text/csv</c>, from a string.</summary>
    Csv,

    /// <summary>Bytes, from a string in base64.</summary>
    Binary,
}

/// <summary>Compressions of bodies (RFC 9110, section 8.4.1).</summary>
public enum ContentCoding
{
    /// <summary>None.</summary>
    Identity,

    /// <summary>gzip.</summary>
    Gzip,

    /// <summary>deflate, in zlib's format as the RFC has it.</summary>
    Deflate,

    /// <summary>Brotli.</summary>
    Br,
}
