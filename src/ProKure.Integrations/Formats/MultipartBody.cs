using System.Buffers;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Formats.Files;

namespace ProKure.Integrations.Formats;

/// <summary>
/// <c>multipart/form-data</c> (RFC 7578), from an object of parts. A plain value is a field; an object is a part with <c>content</c> (text),
/// <c>content_base64</c> or <c>file</c> (a reference), and where needed <c>filename</c> and <c>content_type</c>; an array repeats its name.
/// </summary>
internal sealed class MultipartBody
{
    public const string MediaType = "multipart/form-data";

    /// <summary>The longest body, in bytes: it is held in memory while it is sent.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private static readonly string[] Members = ["content", "content_base64", "file", "filename", "content_type"];

    private readonly ArrayBufferWriter<byte> _body = new(1024);
    private readonly string _boundary = $"prokure-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
    private readonly Encoding _encoding;
    private readonly IFileSource _files;

    private MultipartBody(Encoding encoding, IFileSource files)
    {
        _encoding = encoding;
        _files = files;
    }

    public static async ValueTask<(ReadOnlyMemory<byte> Bytes, string Boundary)> EncodeAsync(
        JsonElement root, Encoding encoding, IFileSource files, CancellationToken cancellationToken)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw JsonScalar.Expected("an object of parts", root, "as multipart");
        var body = new MultipartBody(encoding, files);
        foreach (var member in root.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in member.Value.EnumerateArray())
                    await body.WriteAsync(member.Name, item, cancellationToken);
            }
            else
            {
                await body.WriteAsync(member.Name, member.Value, cancellationToken);
            }
        }

        body.Write($"--{body._boundary}--\r\n");
        return (body._body.WrittenMemory, body._boundary);
    }

    private async ValueTask WriteAsync(string name, JsonElement value, CancellationToken cancellationToken)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return;
        if (value.ValueKind != JsonValueKind.Object)
        {
            WritePart(name, null, null, Charsets.Encode(JsonScalar.TextOf(value, PlaceOf(name))!, _encoding));
            return;
        }

        foreach (var member in value.EnumerateObject())
        {
            if (!Members.Contains(member.Name, StringComparer.Ordinal))
                throw new BodyFormatException(BodyFormatException.Shape, $"A part has the members {string.Join(", ", Members)}, found {Shown.Value(member.Name)} {PlaceOf(name)}.");
        }

        var reference = Text(value, "file", name);
        var isBytes = reference is not null || value.TryGetProperty("content_base64", out _);
        var content = await ContentAsync(value, name, reference, cancellationToken);
        var fileName = Text(value, "filename", name) ?? (reference is null ? null : reference[(reference.LastIndexOf('/') + 1)..]);
        WritePart(name, fileName, ContentTypeOf(value, name) ?? (isBytes ? BinaryMediaType : null), content);
    }

    private const string BinaryMediaType = "application/octet-stream";

    private async ValueTask<ReadOnlyMemory<byte>> ContentAsync(JsonElement part, string name, string? reference, CancellationToken cancellationToken)
    {
        var text = Text(part, "content", name);
        var base64 = Text(part, "content_base64", name);
        return (text, base64, reference) switch
        {
            (not null, null, null) => Charsets.Encode(text, _encoding),
            (null, not null, null) => BinaryBody.Decode(base64, PlaceOf(name)),
            (null, null, not null) => await _files.ReadAsync(reference, MaxBytes, cancellationToken),
            _ => throw new BodyFormatException(BodyFormatException.Shape, $"Expected one of content, content_base64 and file {PlaceOf(name)}."),
        };
    }

    private void WritePart(string name, string? fileName, string? contentType, ReadOnlyMemory<byte> content)
    {
        var head = new StringBuilder().Append("--").Append(_boundary).Append("\r\nContent-Disposition: form-data; name=\"").Append(Quoted(name)).Append('"');
        if (fileName is not null)
            head.Append("; filename=\"").Append(Quoted(fileName)).Append('"');
        head.Append("\r\n");
        if (contentType is not null)
            head.Append("Content-Type: ").Append(contentType).Append("\r\n");
        Write(head.Append("\r\n").ToString());
        if (_body.WrittenCount + (long)content.Length > MaxBytes)
            throw new BodyFormatException(BodyFormatException.Shape, $"The multipart body has more than {MaxBytes} bytes.");
        _body.Write(content.Span);
        Write("\r\n");
    }

    private void Write(string text) => _body.Write(Encoding.UTF8.GetBytes(text));

    private static string? Text(JsonElement part, string member, string name) =>
        part.TryGetProperty(member, out var value) ? JsonScalar.TextOf(value, $"in {member} {PlaceOf(name)}") : null;

    private static string? ContentTypeOf(JsonElement part, string name)
    {
        if (Text(part, "content_type", name) is not { } text)
            return null;
        return MediaTypeHeaderValue.TryParse(text, out var parsed) && !text.Any(char.IsControl)
            ? parsed.ToString()
            : throw new BodyFormatException(BodyFormatException.Shape, $"Expected a media type such as application/pdf in content_type {PlaceOf(name)}, found {Shown.Value(text)}.");
    }

    private static string PlaceOf(string name) => $"in the part {Shown.Value(name)}";

    // As https://html.spec.whatwg.org/#multipart-form-data escapes names, so that none can end its header.
    private static string Quoted(string text) =>
        text.Replace("\"", "%22", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
