using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Capture;

/// <summary>Makes of headers, URLs, bodies and messages what may be stored: redacted first, then cut to size.</summary>
internal sealed class PayloadCapture
{
    /// <summary>Longer bodies are cut in the log.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    private readonly JsonRedactor _json;
    private readonly UrlRedactor _urls;
    private readonly TextRedactor _text;

    public PayloadCapture(SensitiveNames names)
    {
        _json = new JsonRedactor(names);
        _urls = new UrlRedactor(names);
        _text = new TextRedactor(names);
    }

    public string Url(string url, RedactedFields redacted) => _urls.Redact(url, redacted);

    public string Message(string message, RedactedFields redacted)
    {
        try
        {
            return _text.Redact(message, redacted);
        }
        catch (RegexMatchTimeoutException)
        {
            redacted.Add("text");
            return Redaction.Placeholder;
        }
    }

    public CapturedPayload Payload(
        HttpHeaders headers, HttpContentHeaders? contentHeaders, ReadOnlyMemory<byte> body, RedactedFields redacted) =>
        Body(body, contentHeaders?.ContentType?.CharSet, redacted) with
        {
            Headers = HeaderRedactor.Redact(headers, contentHeaders, _urls, redacted),
        };

    private CapturedPayload Body(ReadOnlyMemory<byte> body, string? charset, RedactedFields redacted)
    {
        if (body.IsEmpty)
            return new CapturedPayload();
        if (_json.TryRedact(body, redacted, out var json))
            return Cut(json, BodyFormat.Json);
        return TryDecode(body.Span, charset, out var text)
            ? Cut(Encoding.UTF8.GetBytes(Message(text, redacted)), BodyFormat.Text)
            : Cut(Encoding.ASCII.GetBytes(Convert.ToBase64String(body.Span)), BodyFormat.Base64);
    }

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

    private static bool TryDecode(ReadOnlySpan<byte> body, string? charset, out string text)
    {
        text = "";
        var name = charset?.Trim('"');
        if (name is null || name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || name.Equals("utf8", StringComparison.OrdinalIgnoreCase))
        {
            if (!Utf8.IsValid(body) || body.Contains((byte)0))
                return false;
            text = Encoding.UTF8.GetString(body);
            return true;
        }

        try
        {
            text = Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetString(body);
            return true;
        }
        catch (ArgumentException)
        {
            // An unknown charset, or bytes that are not in it (DecoderFallbackException): kept as base64.
            return false;
        }
    }
}
