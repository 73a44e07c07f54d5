using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Audit;

/// <summary><c>prokure audit list</c>: who did what, beside changes of configuration.</summary>
internal sealed class AuditListCommand(HubOptions hub) : ListCommand(
    hub, "list", "Lists who did what (erasures, holds, archive and retention runs), newest first.", "/api/v1/audit",
    new Conditions()
        .With("--actor", "actor", "Who: a key's name and id, as \"Anna (K1)\", or hub.", "NAME")
        .With("--action", "action", "What, as erasure.requested; with a dot at its end the whole area.", "ACTION")
        .With("--subject", "subject", "To what, as SUPPLIER:4711.", "TEXT")
        .With("--from", "from", "At or after this time.", "TIME")
        .With("--to", "to", "Before this time.", "TIME"))
{
    protected override void ShowItems(IReadOnlyList<JsonNode> items, TextWriter output)
    {
        foreach (var entry in items)
            output.WriteLine($"{(string?)entry["at"]}  {(string?)entry["action"],-24}  {(string?)entry["subject"]}  {(string?)entry["actor"]}  {entry["detail"]?.ToJsonString()}".TrimEnd());
    }
}
