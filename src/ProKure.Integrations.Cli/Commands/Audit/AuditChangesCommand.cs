using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Audit;

/// <summary><c>prokure audit changes</c>: who changed which row of the configuration.</summary>
internal sealed class AuditChangesCommand(HubOptions hub) : ListCommand(
    hub, "changes", "Lists who changed which row of the configuration, newest first; --json shows it before and after.", "/api/v1/configuration/history",
    new Conditions()
        .With("--kind", "kind", "Only one row's: its kind, as ENDPOINT; together with --code.", "KIND")
        .With("--system", "system", "The row's system, where it belongs to one.", "CODE")
        .With("--code", "code", "The row's code.", "CODE"))
{
    protected override void ShowItems(IReadOnlyList<JsonNode> items, TextWriter output)
    {
        foreach (var change in items)
        {
            var system = (string?)change["system_code"] is { } code ? $"{code}/" : "";
            output.WriteLine($"{(string?)change["changed_at"]}  {(string?)change["kind"]} {system}{(string?)change["code"]}  version {change["version"]}{(change["before"] is null ? ", created" : "")}  {(string?)change["changed_by"]}");
        }
    }
}
