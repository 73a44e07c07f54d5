using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProKure.Samples.FirstCall;

/// <summary>Sends one purchase order through a running hub and shows its whole story. Ends with 0, or 1 where the order did not go through.</summary>
internal static class Program
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // For a terminal, not for a page: quotes and umlauts stay readable.
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async Task<int> Main(string[] args)
    {
        if (FirstCallArguments.Read(args, out var fault) is not { } arguments)
        {
            await Console.Error.WriteLineAsync($"{fault}\n\n{FirstCallArguments.Usage}");
            return 2;
        }

        using var hub = new HubConnection(arguments.Hub);
        if (!await hub.IsReadyWithinAsync(Patience, CancellationToken.None))
        {
            await Console.Error.WriteLineAsync($"The hub at {arguments.Hub} is not ready after {Patience.TotalSeconds} s.");
            return 1;
        }

        if (!File.Exists(arguments.KeyFile))
        {
            await Console.Error.WriteLineAsync(
                $"There is no key in {arguments.KeyFile}, and the hub's files are older than this start: bring the key back, or start with other files.");
            return 1;
        }

        hub.Key = (await File.ReadAllTextAsync(arguments.KeyFile)).Trim();
        var order = JsonNode.Parse(await File.ReadAllBytesAsync(arguments.OrderFile)) ?? throw new InvalidDataException("The order is JSON null.");
        Show("The purchase order, as ProKure has it", order);

        var (status, answer) = await hub.CreateOrderAsync(order, CancellationToken.None);
        var log = await hub.GetLogAsync(answer["request_id"]!.GetValue<string>(), CancellationToken.None);
        Show($"What SAP was sent: {log["http_method"]} {log["request_url"]}", log["request_body"]);
        Show($"What SAP answered: HTTP {log["response_status"]} in {log["duration_ms"]} ms", log["response_body"]);
        Show($"What the caller got: HTTP {(int)status}", answer);
        Show("What was recorded", WithoutBodies(log));
        return (int)status == 200 ? 0 : 1;
    }

    private static JsonObject WithoutBodies(JsonNode log)
    {
        var copy = log.DeepClone().AsObject();
        copy.Remove("request_body");
        copy.Remove("response_body");
        copy["request_headers"] = Lines(log["request_headers"]);
        copy["response_headers"] = Lines(log["response_headers"]);
        foreach (var (name, value) in copy.ToList())
        {
            if (value is null)
                copy.Remove(name);
        }

        return copy;
    }

    private static JsonArray Lines(JsonNode? headers) => [.. headers!.AsArray().Select(h => JsonValue.Create($"{h!["name"]}: {h["value"]}"))];

    private static void Show(string title, JsonNode? json)
    {
        Console.WriteLine($"\n--- {title}");
        Console.WriteLine(json is null ? "(nothing)" : json.ToJsonString(Readable));
    }
}
