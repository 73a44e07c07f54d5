using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Archive;

/// <summary><c>prokure archive search</c>: documents in the archive.</summary>
internal sealed class ArchiveSearchCommand(HubOptions hub) : ListCommand(
    hub, "search", "Searches archived documents, newest day first. Days and system narrow what has to be looked into. Ends with 1 where a file could not be used.", "/api/v1/archive/documents",
    ArchiveConditions.OfDocuments())
{
    protected override void ShowItems(IReadOnlyList<JsonNode> items, TextWriter output)
    {
        foreach (var found in items)
        {
            var erased = found["erased_at"] is null ? "" : "  erased";
            output.WriteLine(
                $"{(string?)found["started_at"]}  {(string?)found["request_id"]}  {(string?)found["system_code"]}/{(string?)found["endpoint_code"]}  {(string?)found["status"],-9} {EntityText.Of(found)}{erased}");
        }
    }

    protected override int ExitCodeOf(JsonNode answer) => answer["faults"]!.AsArray().Count > 0 ? ExitCodes.Refused : ExitCodes.Done;
}
