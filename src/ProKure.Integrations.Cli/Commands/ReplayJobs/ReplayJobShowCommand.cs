using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.ReplayJobs;

/// <summary><c>prokure replay-job show ID</c>: how far a replay job is.</summary>
internal sealed class ReplayJobShowCommand(HubOptions hub) : ShowCommand(hub, "Shows where a replay job stands, and how far it is.", "/api/v1/replay-jobs", "job")
{
    protected override void Show(JsonNode answer, TextWriter output) => ReplayJobText.Write(answer, output);
}
