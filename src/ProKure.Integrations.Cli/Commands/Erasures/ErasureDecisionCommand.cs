using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Erasures;

/// <summary><c>prokure erase approve|reject ID</c>: the second pair of eyes.</summary>
internal sealed class ErasureDecisionCommand(HubOptions hub, string verb, string description) : ActCommand(hub, verb, description, "/api/v1/erasures", "erasure")
{
    protected override void Show(JsonNode answer, TextWriter output) => ErasureReportText.Write(answer, output);
}
