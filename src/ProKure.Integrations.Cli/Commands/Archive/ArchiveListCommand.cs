using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Archive;

/// <summary><c>prokure archive list</c>: the archive files.</summary>
internal sealed class ArchiveListCommand(HubOptions hub)
    : ListCommand(hub, "list", "Lists archive files, newest day first.", "/api/v1/archive/files", ArchiveConditions.OfFiles())
{
    protected override void ShowItems(IReadOnlyList<JsonNode> items, TextWriter output)
    {
        foreach (var file in items)
        {
            output.WriteLine($"{(string?)file["day"]}  {(string?)file["state"],-9} {(long?)file["documents"],10} documents {(long?)file["file_bytes"],14} bytes  {(string?)file["key"]}");
            if ((string?)file["fault"] is { } fault)
                output.WriteLine($"            FAULT: {fault}");
        }
    }
}
