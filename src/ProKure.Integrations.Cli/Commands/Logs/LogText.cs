using System.Globalization;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Logs;

/// <summary>Attempts, for people.</summary>
internal static class LogText
{
    public static void WriteList(IReadOnlyList<JsonNode> entries, TextWriter output) => TextTable.Write(
        [
            ["BEGAN", "REQUEST", "SYSTEM/ENDPOINT", "STATUS", "HTTP", "MS", "ATTEMPT", "ENTITY", "ERROR"],
            .. entries.Select(entry => new[]
            {
                (string)entry["started_at"]!, (string)entry["request_id"]!, $"{(string?)entry["system_code"]}/{(string?)entry["endpoint_code"]}", (string)entry["status"]!,
                entry["response_status"]?.ToString() ?? "-", Milliseconds(entry), Attempt(entry), EntityText.Of(entry["context"]), (string?)entry["error"]?["message"] ?? "",
            }),
        ],
        output);

    public static void Write(JsonNode document, TextWriter output)
    {
        output.WriteLine($"{(string?)document["request_id"]}  {(string?)document["system_code"]}/{(string?)document["endpoint_code"]}  {(string?)document["status"]}  {EntityText.Of(document["context"])}".TrimEnd());
        output.WriteLine($"  {(string?)document["http_method"]} {(string?)document["request_url"]}");
        output.WriteLine($"  began {(string?)document["started_at"]}, took {Milliseconds(document)} ms, HTTP {document["response_status"]?.ToString() ?? "-"}, attempt {Attempt(document)}, hub {(string?)document["instance_id"]}");
        output.WriteLine($"  correlation {(string?)document["correlation_id"]}{((string?)document["delivery_id"] is { } delivery ? $", delivery {delivery}" : "")}");
        if ((string?)document["retry_info"]?["next_retry_at"] is { } next)
            output.WriteLine($"  next attempt at {next}");
        foreach (var (mark, told) in new[]
        {
            ("retention_class", "retention class"), ("expires_at", "may go at"), ("archive_key", "archived in"), ("restored_at", "came back from the archive at"), ("erased_at", "content erased at"),
        })
        {
            if ((string?)document[mark] is { } value)
                output.WriteLine($"  {told} {value}");
        }

        if ((bool?)document["legal_hold"] == true)
            output.WriteLine("  under legal hold");
        if (document["error"] is { } error)
        {
            output.WriteLine($"  {(string?)error["type"]} ({(string?)error["side"]}, {(string?)error["phase"]}): {(string?)error["message"]}");
            output.WriteLine($"  fingerprint {(string?)error["fingerprint"]}");
        }

        WriteSide("Request", "request", document, output);
        WriteSide("Response", "response", document, output);
    }

    private static void WriteSide(string title, string side, JsonNode document, TextWriter output)
    {
        var format = (string?)document[$"{side}_body_format"];
        output.WriteLine();
        output.WriteLine($"{title}: {document[$"{side}_bytes"]?.ToString() ?? "no"} bytes, body {format}{((bool?)document[$"{side}_truncated"] == true ? ", only its beginning is here" : "")}");
        if ((string?)document[$"{side}_body_ref"]?["key"] is { } key)
            output.WriteLine($"  whole body: {key}");
        foreach (var header in document[$"{side}_headers"] as JsonArray ?? [])
            output.WriteLine($"  {(string?)header!["name"]}: {(string?)header["value"]}");
        if (document[$"{side}_body"] is { } body)
            output.WriteLine(format == "JSON" ? body.ToJsonString(HubCommand.Readable) : body.ToString());
    }

    private static string Milliseconds(JsonNode entry) => entry["duration_ms"] is { } took ? ((double)took).ToString("0", CultureInfo.InvariantCulture) : "-";

    private static string Attempt(JsonNode entry) => $"{entry["retry_info"]?["attempt_number"]}/{entry["retry_info"]?["max_attempts"]}";
}
