using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Hub;

/// <summary><c>prokure instances</c>: which hubs live, which leads, what was mended and what cannot be.</summary>
internal sealed class InstancesCommand(HubOptions hub)
    : HubCommand(hub, "instances", "Shows which hubs live and which leads, what was mended after losses, and what a person has to see to. Ends with 1 where there is something.")
{
    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) => hub.GetAsync("/api/v1/system/reconciliation", cancellationToken);

    protected override void Show(JsonNode answer, TextWriter output)
    {
        foreach (var instance in answer["live_instances"]!.AsArray())
        {
            var id = (string?)instance!["instance_id"];
            var leads = id == (string?)answer["leader"] ? "  leads" : "";
            output.WriteLine($"{id}  {(string?)instance["host"]} process {instance["process_id"]}, version {(string?)instance["version"]}, since {(string?)instance["started_at"]}, seen {(string?)instance["last_seen_at"]}{leads}");
        }

        if (answer["leader"] is null)
            output.WriteLine("No hub leads now.");
        output.WriteLine($"Mended by the hub that answers: {string.Join(", ", answer["counts"]!.AsObject().Select(count => $"{count.Key} {count.Value}"))}");
        foreach (var fault in answer["faults"]!.AsArray())
            output.WriteLine($"FAULT  {string.Join(", ", fault!.AsObject().Select(field => $"{field.Key} {field.Value}"))}");
        foreach (var retry in answer["unmendable"]!.AsArray())
            output.WriteLine($"LOST   delivery {(string?)retry!["delivery_id"]} of {(string?)retry["system_code"]}/{(string?)retry["endpoint_code"]}, planned at {(string?)retry["planned_at"]}: {(string?)retry["reason"]}");
    }

    protected override int ExitCodeOf(JsonNode answer) => answer["faults"]!.AsArray().Count + answer["unmendable"]!.AsArray().Count > 0 ? ExitCodes.Refused : ExitCodes.Done;
}
