using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Holds;

/// <summary><c>prokure hold list</c>: the legal holds, newest first.</summary>
internal sealed class HoldListCommand(HubOptions hub) : HubCommand(hub, "list", "Lists legal holds, newest first, the released ones as well.")
{
    protected override async Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var all = new JsonArray();
        string? cursor = null;
        do
        {
            var page = await hub.GetAsync($"/api/v1/legal-holds?limit=200{(cursor is null ? "" : $"&cursor={cursor}")}", cancellationToken);
            foreach (var hold in page["items"]!.AsArray())
                all.Add(hold!.DeepClone());
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);
        return new JsonObject { ["items"] = all };
    }

    protected override void Show(JsonNode answer, TextWriter output)
    {
        foreach (var hold in answer["items"]!.AsArray())
            HoldText.Write(hold!, output);
    }
}
