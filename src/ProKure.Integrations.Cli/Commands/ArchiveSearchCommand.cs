using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands;

/// <summary><c>prokure archive search</c>: documents in the archive.</summary>
internal sealed class ArchiveSearchCommand : HubCommand
{
    private readonly ArchiveConditions _conditions = new();
    private readonly Option<int> _limit = new("--limit") { Description = "The most documents. Default 50.", DefaultValueFactory = _ => 50, HelpName = "N" };
    private readonly Option<string?> _cursor = new("--cursor") { Description = "Where the list before ended.", HelpName = "CURSOR" };

    public ArchiveSearchCommand(HubOptions hub)
        : base(hub, "search", "Searches archived documents, newest day first. Days and system narrow what has to be looked into.")
    {
        _conditions.AddDocumentOptionsTo(this);
        Options.Add(_limit);
        Options.Add(_cursor);
    }

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var query = _conditions.Read(parsed);
        query["limit"] = parsed.GetValue(_limit).ToString(CultureInfo.InvariantCulture);
        if (parsed.GetValue(_cursor) is { } cursor)
            query["cursor"] = cursor;
        return hub.GetAsync($"/api/v1/archive/documents?{ArchiveConditions.QueryOf(query)}", cancellationToken);
    }

    protected override void Show(JsonNode answer, TextWriter output)
    {
        foreach (var found in answer["items"]!.AsArray())
        {
            var entity = found!["entity_type"] is null && found["entity_id"] is null ? "" : $"{(string?)found["entity_type"]}:{(string?)found["entity_id"]}";
            var erased = found["erased_at"] is null ? "" : "  erased";
            output.WriteLine($"{(string?)found["started_at"]}  {(string?)found["request_id"]}  {(string?)found["system_code"]}/{(string?)found["endpoint_code"]}  {(string?)found["status"],-9} {entity}{erased}");
        }

        ArchiveText.WriteFaults(answer, output);
        ArchiveText.WriteMore(answer, output);
    }

    protected override int ExitCodeOf(JsonNode answer) => answer["faults"]!.AsArray().Count > 0 ? ExitCodes.Refused : ExitCodes.Done;
}
