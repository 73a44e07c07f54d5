namespace ProKure.Integrations.Capture.Formats;

/// <summary>Text up to a sign that ends it.</summary>
internal sealed class XmlRegion(byte[] end, int trail, ContentCodec codec)
{
    public static XmlRegion Text { get; } = new("<"u8.ToArray(), 0, XmlTextCodec.Instance);

    public static XmlRegion CData { get; } = new("]]>"u8.ToArray(), 3, ContentCodec.Raw);

    public static XmlRegion Comment { get; } = new("-->"u8.ToArray(), 3, ContentCodec.Raw);

    public static XmlRegion Instruction { get; } = new("?>"u8.ToArray(), 2, ContentCodec.Raw);

    public ReadOnlySpan<byte> End => end;

    public int EndIn(ReadOnlySpan<byte> text) => end.Length == 1 ? text.IndexOf(end[0]) : text.IndexOf(end);

    /// <summary>How many bytes of the sign belong to the text's end, and not to what follows.</summary>
    public int Trail => trail;

    public ContentCodec Codec => codec;
}
