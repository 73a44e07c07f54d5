using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Retention;

/// <summary><c>prokure retention classes</c>: how long each class keeps what.</summary>
internal sealed class RetentionClassesCommand(HubOptions hub) : HubCommand(hub, "classes", "Shows the retention classes: how many days each keeps what.")
{
    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) => hub.GetAsync("/api/v1/retention-classes", cancellationToken);

    protected override void Show(JsonNode answer, TextWriter output)
    {
        output.WriteLine($"{"CLASS",-20} {"LOG",6} {"OBJECTS",8} {"SUMMARIES",10}  ARCHIVE");
        foreach (var row in answer["items"]!.AsArray())
        {
            var archive = (bool)row!["archive"]! ? $"after {row["archive_after_days"]}, {(row["archive_days"] is { } days ? $"for {days}" : "for ever")}" : "no";
            output.WriteLine($"{(string?)row["code"],-20} {(int)row["log_days"]!,6} {(int?)row["object_days"] ?? (int)row["log_days"]!,8} {row["metadata_days"]?.ToString() ?? "-",10}  {archive}");
        }
    }
}
