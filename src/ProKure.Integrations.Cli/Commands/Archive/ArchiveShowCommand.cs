using System.Text.Json.Nodes;
using ProKure.Integrations.Cli.Commands.Logs;

namespace ProKure.Integrations.Cli.Commands.Archive;

/// <summary><c>prokure archive show ID</c>: one document whole, also where it has left the log.</summary>
internal sealed class ArchiveShowCommand(HubOptions hub)
    : ShowCommand(hub, "Shows one archived document whole, also where it has left the log.", "/api/v1/archive/documents", "attempt (request_id)")
{
    protected override void Show(JsonNode answer, TextWriter output) => LogText.Write(answer, output);
}
