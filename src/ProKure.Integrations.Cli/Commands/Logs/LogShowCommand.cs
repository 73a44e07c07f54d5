using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Logs;

/// <summary><c>prokure log show ID</c>: everything that is known about one attempt.</summary>
internal sealed class LogShowCommand(HubOptions hub)
    : ShowCommand(hub, "Shows everything that is known about one attempt: what was sent, what came back, how long it took, what went wrong.", "/api/v1/logs", "attempt (request_id)")
{
    protected override void Show(JsonNode answer, TextWriter output) => LogText.Write(answer, output);
}
