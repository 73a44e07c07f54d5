using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using ProKure.Integrations.Capture.Formats;
using ProKure.Integrations.Capture.Rules;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Capture;

/// <summary>Makes of headers, URLs, bodies and messages what may be stored: redacted first, then cut to size.</summary>
internal sealed class PayloadCapture
{
    /// <summary>Longer bodies are cut in the log, where nothing else is said.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    // Styles come first in a page, and are long.
    private const int LongestPage = 16 << 10;

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
        var isPage = MediaType.TypeOf(contentType).Equals("text/html", StringComparison.OrdinalIgnoreCase);
        var text = Encoding.UTF8.GetString(payload.Body.Span[..Math.Min(payload.Body.Length, isPage ? LongestPage : longest * 4)]);
        text = (isPage ? HtmlText.Of(text) : text).ReplaceLineEndings(" ").Trim();
        return text.Length > longest ? $"{text[..longest]}…" : text;
    }

    /// <summary>Headers and body, cut to size, as they are stored where nothing longer is kept.</summary>
    public CapturedPayload Payload(
        HttpHeaders headers, HttpContentHeaders? contentHeaders, ReadOnlyMemory<byte> body, RedactedFields redacted) =>
        Body(body, ContentTypeOf(contentHeaders), redacted) with
        {
            Headers = Headers(headers, contentHeaders, redacted),
        };

    /// <summary>What may be stored of the headers.</summary>
    public IReadOnlyList<CapturedHeader> Headers(HttpHeaders headers, HttpContentHeaders? contentHeaders, RedactedFields redacted) =>
        _headers.Redact(headers, contentHeaders, redacted);

    /// <summary>A body, cut to size, as it is stored where nothing longer is kept.</summary>
    public CapturedPayload Body(ReadOnlyMemory<byte> body, string? contentType, RedactedFields redacted, int limit = MaxBodyBytes)
    {
        if (body.IsEmpty)
            return new CapturedPayload();
        using var recorder = new BodyRecorder(Rules, contentType, redacted, limit, body.Length + 64, static () => null);
        recorder.Write(body.Span);
        return recorder.Complete();
    }

    /// <summary>The content type as it was declared; null for none.</summary>
    public static string? ContentTypeOf(HttpContentHeaders? headers) =>
        headers is not null && headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : null;
}
