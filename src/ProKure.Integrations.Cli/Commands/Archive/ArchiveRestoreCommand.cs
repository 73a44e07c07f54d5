using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Archive;

/// <summary><c>prokure archive restore</c>: brings archived documents back into the log.</summary>
internal sealed class ArchiveRestoreCommand : HubCommand
{
    private readonly Conditions _conditions = ArchiveConditions.OfDocuments();
    private readonly Option<int> _days = new("--days") { Description = "For how many days they come back.", Required = true, HelpName = "N" };

    public ArchiveRestoreCommand(HubOptions hub)
        : base(hub, "restore", "Brings archived documents back into the log for some days; at least one condition says which. Ends with 1 where something could not come back.")
    {
        _conditions.AddTo(this);
        Options.Add(_days);
    }

    protected override async Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = _conditions.Read(parsed);
        request["days"] = parsed.GetValue(_days);
        string[] counts = ["found", "restored", "prolonged", "already_there"];
        var (sums, refused, faults) = (new int[counts.Length], new JsonArray(), new JsonArray());
        JsonNode answer;
        do
        {
            answer = await hub.PostAsync("/api/v1/archive/restore", request, cancellationToken);
            for (var i = 0; i < counts.Length; i++)
                sums[i] += (int)answer[counts[i]]!;
            foreach (var refusal in answer["refused"]!.AsArray())
                refused.Add(refusal!.DeepClone());
            foreach (var fault in answer["faults"]!.AsArray())
                faults.Add(fault!.DeepClone());
            request["cursor"] = (string?)answer["next_cursor"];
            if (request["cursor"] is not null)
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"{sums[1]} documents came back so far");
        }
        while (request["cursor"] is not null);

        for (var i = 0; i < counts.Length; i++)
            answer[counts[i]] = sums[i];
        (answer["refused"], answer["faults"]) = (refused, faults);
        return answer;
    }

    protected override void Show(JsonNode answer, TextWriter output)
    {
        output.WriteLine(
            $"{answer["restored"]} of {answer["found"]} documents came back until {(string?)answer["expires_at"]}; {answer["prolonged"]} were back already and live longer, {answer["already_there"]} were in the log.");
        foreach (var refusal in answer["refused"]!.AsArray())
            output.WriteLine($"REFUSED  {(string?)refusal}");
        FaultText.Write(answer, output);
    }

    protected override int ExitCodeOf(JsonNode answer) =>
        answer["refused"]!.AsArray().Count + answer["faults"]!.AsArray().Count > 0 ? ExitCodes.Refused : ExitCodes.Done;
}
