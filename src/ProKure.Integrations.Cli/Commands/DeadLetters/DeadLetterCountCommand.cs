using System.CommandLine;
using System.Text.Json.Nodes;
using ProKure.Integrations.Cli.Commands.Deliveries;

namespace ProKure.Integrations.Cli.Commands.DeadLetters;

/// <summary><c>prokure dead-letter count</c>: who has to act, and on what.</summary>
internal sealed class DeadLetterCountCommand : HubCommand
{
    private readonly Conditions _conditions = DeliveryConditions.InQueries();

    public DeadLetterCountCommand(HubOptions hub)
        : base(hub, "count", "Counts dead letters by who has to act, and by what they have in common, with what to do next.") => _conditions.AddTo(this);

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) =>
        hub.GetAsync($"/api/v1/dead-letters?{Conditions.QueryOf(_conditions.Read(parsed))}", cancellationToken);

    protected override void Show(JsonNode answer, TextWriter output)
    {
        var lanes = answer["lanes"]!.AsArray().Select(lane => $"{(string?)lane!["lane"]} {lane["count"]}");
        output.WriteLine($"{answer["count"]} dead letters: {string.Join(", ", lanes)}");
        DeadLetterText.WriteGroups(answer["groups"]!.AsArray(), output);
        if (!(bool)answer["is_complete"]!)
            output.WriteLine("There are more groups; narrow them with --system or --lane.");
    }
}
