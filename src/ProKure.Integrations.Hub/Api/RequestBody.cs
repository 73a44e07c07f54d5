using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using ProKure.Integrations.Hub.Api.Problems;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Reads JSON bodies.</summary>
internal static class RequestBody
{
    private const string Json = "application/json";

    /// <summary>
    /// Reads the whole body into memory of its own: log documents keep parts of it beyond the request, so the server's or a pool's buffers would not do.
    /// The server enforces the limit.
    /// </summary>
    /// <returns>The body, or why there is none.</returns>
    public static async ValueTask<(ReadOnlyMemory<byte> Body, Problem? Problem)> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsJson(request.ContentType))
            return (default, WrongContentType(request));
        if (request.ContentLength > context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize)
            return (default, TooLarge(context));
        return (await ReadAsync(request.BodyReader, request.ContentLength, context.RequestAborted), null);
    }

    public static Problem WrongContentType(HttpRequest request) =>
        new(ProblemTypes.UnsupportedMediaType, $"Expected the header Content-Type: {Json}, found {Shown.Text(request.ContentType)}.");

    public static Problem TooLarge(HttpContext context) =>
        new(ProblemTypes.BodyTooLarge,
            $"Expected a body of at most {context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize} bytes, found {context.Request.ContentLength?.ToString(null, null) ?? "more"}.");

    private static bool IsJson(string? contentType)
    {
        if (contentType == Json)
            return true;
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
            return false;
        var isJson = type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);
        return isJson && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(PipeReader reader, long? length, CancellationToken cancellationToken)
    {
        if (length == 0)
            return default;
        var body = length is { } known ? GC.AllocateUninitializedArray<byte>((int)known) : null;
        var grown = body is null ? new ArrayBufferWriter<byte>() : null;
        var read = 0;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            foreach (var part in result.Buffer)
            {
                // The server never gives more than the length that the request declares.
                if (body is not null)
                    part.Span.CopyTo(body.AsSpan(read));
                else
                    grown!.Write(part.Span);
                read += part.Length;
            }

            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return body is not null ? body.AsMemory(0, read) : grown!.WrittenMemory;
        }
    }
}
