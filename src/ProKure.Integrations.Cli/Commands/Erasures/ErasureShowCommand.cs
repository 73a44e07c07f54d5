using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Erasures;

/// <summary><c>prokure erase show ID</c>: an erasure and its proof.</summary>
internal sealed class ErasureShowCommand(HubOptions hub) : ShowCommand(hub, "Shows an erasure and its proof; --json gives the whole report.", "/api/v1/erasures", "erasure")
{
    protected override void Show(JsonNode answer, TextWriter output) => ErasureReportText.Write(answer, output);
}
