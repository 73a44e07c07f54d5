using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ProKure.Samples.Sap.Wire;

namespace ProKure.Samples.Sap;

/// <summary>Writes whole answers the way SAP Gateway does.</summary>
internal static class Answers
{
    public const string Json = "application/json; charset=utf-8";
    public const string Html = "text/html; charset=utf-8";

    public static Task WriteJsonAsync<T>(this SapExchange exchange, int status, T answer, JsonTypeInfo<T> type)
    {
        exchange.Response.Headers["DataServiceVersion"] = "2.0";
        return exchange.WriteAsync(status, Json, JsonSerializer.SerializeToUtf8Bytes(answer, type));
    }

    public static Task WriteTextAsync(this SapExchange exchange, int status, string contentType, string text)
        => exchange.WriteAsync(status, contentType, Encoding.UTF8.GetBytes(text));

    public static Task WriteErrorAsync(this SapExchange exchange, int status, string code, string message)
        => exchange.WriteErrorAsync(status, [new ErrorDetail(code, message, "")]);

    /// <summary>An error document; its code and message are the first detail's, as SAP Gateway has it.</summary>
    public static Task WriteErrorAsync(this SapExchange exchange, int status, IReadOnlyList<ErrorDetail> details)
    {
        var now = exchange.State.Options.Time.GetUtcNow();
        var document = new ODataErrorDocument(new ODataError(
            details[0].Code,
            new ErrorMessage("en", details[0].Message),
            new InnerError(
                new ErrorApplication("MM-PUR-PO", "/SAP/", "MM_PUR_PO_SRV", "0001"),
                Guid.CreateVersion7(now).ToString("N").ToUpperInvariant(),
                now.ToString("yyyyMMddHHmmss.fffffff", CultureInfo.InvariantCulture),
                details)));
        return exchange.WriteJsonAsync(status, document, SapJson.Default.ODataErrorDocument);
    }

    private static Task WriteAsync(this SapExchange exchange, int status, string contentType, byte[] body)
    {
        exchange.Response.StatusCode = status;
        exchange.Response.ContentType = contentType;
        exchange.Response.ContentLength = body.Length;
        return exchange.Response.Body.WriteAsync(body, exchange.Gone).AsTask();
    }
}
