using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Logs;

/// <summary><c>prokure log story CORRELATION_ID</c>: all attempts and exchanges of one business act.</summary>
internal sealed class LogStoryCommand : HubCommand
{
    private readonly Argument<string> _id = new("CORRELATION_ID") { Description = "The correlation id of the business act." };

    public LogStoryCommand(HubOptions hub)
        : base(hub, "story", "Shows all attempts and exchanges of one business act, oldest first.") => Arguments.Add(_id);

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) =>
        hub.GetAsync($"/api/v1/traces/{Uri.EscapeDataString(parsed.GetValue(_id)!)}", cancellationToken);

    protected override void Show(JsonNode answer, TextWriter output)
    {
        output.WriteLine($"{(string?)answer["correlation_id"]}: {(string?)answer["status"]}, {(string?)answer["started_at"]} to {(string?)answer["completed_at"] ?? "now"}");
        LogText.WriteList([.. answer["attempts"]!.AsArray().Select(attempt => attempt!)], output);
        if (!(bool)answer["is_complete"]!)
            output.WriteLine("There are more than are shown: prokure log list --correlation-id.");
    }
}
