using System.CommandLine;
using System.Text.Json.Nodes;
using ProKure.Integrations.Cli.Commands.DeadLetters;
using ProKure.Integrations.Cli.Commands.Deliveries;

namespace ProKure.Integrations.Cli.Commands.ReplayJobs;

/// <summary><c>prokure replay-job begin --system SAP --expect 40</c>: sends many dead letters again, or counts them.</summary>
internal sealed class ReplayJobBeginCommand : HubCommand
{
    private readonly Conditions _conditions = DeliveryConditions.InBodies();
    private readonly RepeatOptions _repeat = new();
    private readonly Option<bool> _preview = new("--preview") { Description = "Only count what it would do." };
    private readonly Option<int?> _expect = new("--expect") { Description = "The count of the preview: with another one nothing is begun.", HelpName = "COUNT" };
    private readonly Option<double?> _rate = new("--rate") { Description = "Replays a second, 0.0167 to 500. Default 10.", HelpName = "N" };

    public ReplayJobBeginCommand(HubOptions hub)
        : base(hub, "begin", "Sends the dead letters that meet all conditions given again, the oldest first, at a rate; at least one condition is needed.")
    {
        _conditions.AddTo(this);
        _repeat.AddTo(this);
        Options.Add(_preview);
        Options.Add(_expect);
        Options.Add(_rate);
    }

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var filter = _conditions.Read(parsed);
        if (parsed.GetValue(_preview))
            return hub.PostAsync("/api/v1/replay-jobs/preview", new JsonObject { ["filter"] = filter }, cancellationToken);
        var request = _repeat.Read(parsed);
        request["filter"] = filter;
        if (parsed.GetValue(_expect) is { } count)
            request["expected_count"] = count;
        if (parsed.GetValue(_rate) is { } rate)
            request["rate"] = rate;
        return hub.PostAsync("/api/v1/replay-jobs", request, cancellationToken);
    }

    protected override void Show(JsonNode answer, TextWriter output)
    {
        if (answer["job_id"] is not null)
        {
            ReplayJobText.Write(answer, output);
            return;
        }

        output.WriteLine($"{answer["count"]} dead letters; of {answer["may_be_done"]} the work may have been done already, and they are passed over without --accept-duplicates");
        DeadLetterText.WriteGroups(answer["groups"]!.AsArray(), output);
    }
}
