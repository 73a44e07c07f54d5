using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Erasures;

/// <summary>An erasure, or what one would do, for people.</summary>
internal static class ErasureReportText
{
    public static void Write(JsonNode answer, TextWriter output)
    {
        var entity = $"{(string?)answer["entity_type"]}:{(string?)answer["entity_id"]}";
        if (answer["state"] is null)
            WritePreview(answer, entity, output);
        else
            WriteOrder(answer, entity, output);
    }

    /// <summary>Whether nothing was left.</summary>
    public static bool IsWhole(JsonNode report) =>
        (bool)report["verification"]!["is_clean"]! && Number(report["refused"]!, "held") + Number(report["refused"]!, "held_deliveries") + Number(report["refused"]!, "in_flight") + Number(report["refused"]!, "open_deliveries") == 0;

    private static void WritePreview(JsonNode preview, string entity, TextWriter output)
    {
        output.WriteLine($"Would be erased about {entity}:");
        WriteEndpoints(preview["documents"]!, output);
        output.WriteLine($"  {Number(preview, "deliveries"),6} payloads of ended deliveries, {Number(preview, "answers")} kept answers, {Number(preview, "spool_records")} records in the spool");
        WriteLeft(preview, "Would stay", output);
    }

    private static void WriteOrder(JsonNode order, string entity, TextWriter output)
    {
        output.WriteLine($"Erasure {(string?)order["erasure_id"]} of {entity}: {(string?)order["state"]}");
        if (order["report"] is not { } report)
        {
            if ((string?)order["state"] == "WAITING_FOR_APPROVAL")
                output.WriteLine($"Somebody with another API key has to approve it: prokure erase approve {(string?)order["erasure_id"]}");
            return;
        }

        WriteEndpoints(report["erased"]!, output);
        var removed = report["removed"]!;
        output.WriteLine(
            $"  {Number(removed, "bodies"),6} whole bodies, {Number(removed, "deliveries")} payloads of ended deliveries, {Number(removed, "answers")} kept answers, "
            + $"{Number(removed, "spool_records")} records in the spool, {Number(removed, "archived")} in the archive");
        WriteLeft(report["refused"]!, "Left", output);
        var found = report["verification"]!;
        output.WriteLine(
            (bool)found["is_clean"]!
                ? $"Searched again, {Number(found, "looked_at")} documents: nothing found."
                : $"Searched again, {Number(found, "looked_at")} documents: something is still there; --json shows what.");
        foreach (var remark in report["remarks"]!.AsArray())
            output.WriteLine($"Mind: {(string?)remark}");
    }

    private static void WriteEndpoints(JsonNode endpoints, TextWriter output)
    {
        foreach (var endpoint in endpoints.AsArray())
            output.WriteLine($"  {Number(endpoint!, "documents"),6} documents of {(string?)endpoint!["system_code"]}/{(string?)endpoint["endpoint_code"]}");
        if (endpoints.AsArray().Count == 0)
            output.WriteLine("       0 documents");
    }

    private static void WriteLeft(JsonNode left, string verb, TextWriter output)
    {
        if (Number(left, "held") > 0)
            output.WriteLine($"{verb}: {Number(left, "held")} documents under legal hold");
        if (Number(left, "held_deliveries") > 0)
            output.WriteLine($"{verb}: {Number(left, "held_deliveries")} payloads of deliveries under legal hold");
        if (Number(left, "in_flight") > 0)
            output.WriteLine($"{verb}: {Number(left, "in_flight")} documents of calls in flight");
        if (Number(left, "open_deliveries") > 0)
            output.WriteLine($"{verb}: {Number(left, "open_deliveries")} deliveries that have not ended; cancel or resolve them, then erase again");
    }

    private static int Number(JsonNode node, string name) => (int?)node[name] ?? 0;
}
