using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Logs;

/// <summary><c>prokure log list</c>: attempts, as "what happened to PO-4711?".</summary>
internal sealed class LogListCommand(HubOptions hub) : ListCommand(
    hub, "list", "Lists attempts, newest first; without --from and --to, those of the last 24 hours.", "/api/v1/logs",
    new Conditions()
        .With("--from", "from", "Began at or after this time.", "TIME")
        .With("--to", "to", "Began before this time. Default: now.", "TIME")
        .With("--system", "system", "The system.", "CODE")
        .With("--endpoint", "endpoint", "The endpoint.", "CODE")
        .With("--direction", "direction", "OUTBOUND, INBOUND or WEBHOOK.", "DIRECTION")
        .With("--status", "status", "PENDING, SUCCESS, FAILED, TIMEOUT, CANCELLED or UNKNOWN.", "STATUS")
        .With("--correlation-id", "correlation_id", "The business act.", "ID")
        .WithEntity())
{
    protected override void ShowItems(IReadOnlyList<JsonNode> items, TextWriter output) => LogText.WriteList(items, output);
}
