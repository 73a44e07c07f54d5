using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.ReplayJobs;

/// <summary><c>prokure replay-job pause|resume|abort ID</c>.</summary>
internal sealed class ReplayJobChangeCommand(HubOptions hub, string verb, string description) : ActCommand(hub, verb, description, "/api/v1/replay-jobs", "job")
{
    protected override void Show(JsonNode answer, TextWriter output) => ReplayJobText.Write(answer, output);
}
