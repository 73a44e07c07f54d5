using System.Text;
using System.Text.Json;

namespace ProKure.LoadBench.Targets;

/// <summary>Encodes a request once, so that sending it costs no more than copying it.</summary>
internal static class RequestBytes
{
    /// <summary>The purchase order as the simulated SAP expects it.</summary>
    public const string ExternalOrder = """
        {"PurchaseOrder":{"VendorCode":"V-100045","CompanyCode":"1000","Reference":"PO-4711","Currency":"EUR","Items":[{"Material":"MAT-1001","Qty":10,"Unit":"EA"}]}}
        """;

    /// <summary>The same purchase order as ProKure knows it.</summary>
    public const string InternalOrder = """
        {"po_number":"PO-4711","company":"DE01","currency":"EUR","vendor":{"id":"SUP-45","name":"Nordwind GmbH","external_code":"V-100045"},"items":[{"line":1,"item_code":"MAT-1001","quantity":10,"uom":"PCE","unit_price":12.50}],"requested_by":"anna.meyer"}
        """;

    public static byte[] Post(Uri url, string body, string? bearer = null)
    {
        var authorization = bearer is null ? "" : $"Authorization: Bearer {bearer}\r\n";
        return Encoding.UTF8.GetBytes(
            $"POST {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\n{authorization}"
            + $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }

    /// <summary>The body of an invocation: the JSON itself if it has the property <c>payload</c>, else the JSON as payload.</summary>
    /// <exception cref="LoadBenchException">The text is no JSON object.</exception>
    public static string InvokeBody(string json, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document.RootElement.TryGetProperty("payload", out _) ? json.Trim() : $$"""{"payload":{{json.Trim()}}}""";
            throw new LoadBenchException($"Expected a JSON object in {source}, got {document.RootElement.ValueKind}");
        }
        catch (JsonException fault)
        {
            throw new LoadBenchException($"Expected a JSON object in {source}: {fault.Message}", fault);
        }
    }
}
