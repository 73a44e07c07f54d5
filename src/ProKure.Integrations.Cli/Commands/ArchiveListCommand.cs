using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands;

/// <summary><c>prokure archive list</c>: the archive files.</summary>
internal sealed class ArchiveListCommand : HubCommand
{
    private readonly ArchiveConditions _conditions = new();
    private readonly Option<int> _limit = new("--limit") { Description = "The most files. Default 50.", DefaultValueFactory = _ => 50, HelpName = "N" };
    private readonly Option<string?> _cursor = new("--cursor") { Description = "Where the list before ended.", HelpName = "CURSOR" };

    public ArchiveListCommand(HubOptions hub)
        : base(hub, "list", "Lists archive files, newest day first.")
    {
        _conditions.AddFileOptionsTo(this);
        Options.Add(_limit);
        Options.Add(_cursor);
    }

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var query = _conditions.Read(parsed);
        query["limit"] = parsed.GetValue(_limit).ToString(CultureInfo.InvariantCulture);
        if (parsed.GetValue(_cursor) is { } cursor)
            query["cursor"] = cursor;
        return hub.GetAsync($"/api/v1/archive/files?{ArchiveConditions.QueryOf(query)}", cancellationToken);
    }

    protected override void Show(JsonNode answer, TextWriter output)
    {
        foreach (var file in answer["items"]!.AsArray())
        {
            output.WriteLine($"{(string?)file!["day"]}  {(string?)file["state"],-9} {(long?)file["documents"],10} documents {(long?)file["file_bytes"],14} bytes  {(string?)file["key"]}");
            if ((string?)file["fault"] is { } fault)
                output.WriteLine($"            FAULT: {fault}");
        }

        ArchiveText.WriteMore(answer, output);
    }
}
