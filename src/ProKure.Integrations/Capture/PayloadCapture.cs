using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using ProKure.Integrations.Capture.Formats;
using ProKure.Integrations.Capture.Rules;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Capture;

/// <summary>Makes of headers, URLs, bodies and messages what may be stored: redacted first, then cut to size.</summary>
internal sealed class PayloadCapture
{
    /// <summary>Longer bodies are cut in the log.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    private readonly HeaderRedactor _headers;
    private readonly UrlRedactor _urls;

    public PayloadCapture(RedactionRules rules)
    {
        Rules = rules;
        _urls = new UrlRedactor(rules);
        _headers = new HeaderRedactor(rules, _urls);
    }

    /// <summary>The rules that it goes by.</summary>
    public RedactionRules Rules { get; }

    public string Url(string url, RedactedFields redacted) => _urls.Redact(url, redacted);

    /// <summary>What may be stored of one header.</summary>
    public string Header(string name, string value, RedactedFields redacted) => _headers.Value(name, value, redacted);

    /// <summary>A message or stack trace without secrets.</summary>
    public string Message(string message, RedactedFields redacted)
    {
        var output = new ArrayBufferWriter<byte>();
        return TextScan.TryRedact(new RedactionScope(Rules, redacted), Encoding.UTF8.GetBytes(message), output)
            ? Encoding.UTF8.GetString(output.WrittenSpan)
            : message;
    }

    /// <summary>The beginning of a body on one line, redacted before it is cut; empty when it is no text.</summary>
    public string Excerpt(ReadOnlyMemory<byte> body, string? contentType, int longest, RedactedFields redacted)
    {
        var payload = Body(body, contentType, redacted);
        if (payload.Format is BodyFormat.None or BodyFormat.Base64)
            return "";
        var head = payload.Body.Span[..Math.Min(payload.Body.Length, longest * 4)];
        var text = Encoding.UTF8.GetString(head).ReplaceLineEndings(" ").Trim();
        return text.Length > longest ? $"{text[..longest]}…" : text;
    }

    public CapturedPayload Payload(
        HttpHeaders headers, HttpContentHeaders? contentHeaders, ReadOnlyMemory<byte> body, RedactedFields redacted) =>
        Body(body, ContentTypeOf(contentHeaders), redacted) with
        {
            Headers = _headers.Redact(headers, contentHeaders, redacted),
        };

    /// <summary>A body as it is stored.</summary>
    public CapturedPayload Body(ReadOnlyMemory<byte> body, string? contentType, RedactedFields redacted)
    {
        if (body.IsEmpty)
            return new CapturedPayload();
        var output = new ArrayBufferWriter<byte>(body.Length + 64);
        var writer = new RedactionWriter(Rules, contentType, output, redacted);
        writer.Write(body.Span);
        writer.Complete();
        return writer.Format == BodyFormat.Base64
            ? Cut(Encoding.ASCII.GetBytes(Convert.ToBase64String(output.WrittenSpan)), BodyFormat.Base64)
            : Cut(output.WrittenMemory, writer.Format);
    }

    private static string? ContentTypeOf(HttpContentHeaders? headers) =>
        headers is not null && headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : null;

    // What is cut is no JSON any more; base64 is cut at a multiple of four, text between characters.
    private static CapturedPayload Cut(ReadOnlyMemory<byte> body, BodyFormat format)
    {
        if (body.Length <= MaxBodyBytes)
            return new CapturedPayload { Body = body, Format = format };
        var end = MaxBodyBytes;
        while (format != BodyFormat.Base64 && (body.Span[end] & 0xC0) == 0x80)
            end--;
        return new CapturedPayload
        {
            Body = body[..end].ToArray(),
            Format = format == BodyFormat.Json ? BodyFormat.Text : format,
            IsTruncated = true,
        };
    }
}
