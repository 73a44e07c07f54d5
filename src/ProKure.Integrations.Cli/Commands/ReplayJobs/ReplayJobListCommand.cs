using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.ReplayJobs;

/// <summary><c>prokure replay-job list</c>: replays of many dead letters.</summary>
internal sealed class ReplayJobListCommand(HubOptions hub)
    : ListCommand(hub, "list", "Lists replay jobs, the newest first.", "/api/v1/replay-jobs", new Conditions())
{
    protected override void ShowItems(IReadOnlyList<JsonNode> items, TextWriter output)
    {
        foreach (var job in items)
            ReplayJobText.Write(job, output);
    }
}
