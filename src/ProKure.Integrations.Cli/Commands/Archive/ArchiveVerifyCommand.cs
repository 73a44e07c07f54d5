using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Archive;

/// <summary><c>prokure archive verify</c>: reads archive files back and compares everything.</summary>
internal sealed class ArchiveVerifyCommand : HubCommand
{
    private readonly Conditions _conditions = ArchiveConditions.OfFiles();

    public ArchiveVerifyCommand(HubOptions hub)
        : base(hub, "verify", "Reads archive files back and compares everything with what was written. Deletes nothing. Ends with 1 where something is wrong.") =>
        _conditions.AddTo(this);

    protected override async Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = _conditions.Read(parsed);
        var (verified, documents, faults, missing) = (0, 0L, new JsonArray(), new JsonArray());
        JsonNode answer;
        do
        {
            answer = await hub.PostAsync("/api/v1/archive/verify", request, cancellationToken);
            (verified, documents) = (verified + (int)answer["verified"]!, documents + (long)answer["documents"]!);
            foreach (var fault in answer["faults"]!.AsArray())
                faults.Add(fault!.DeepClone());
            foreach (var body in answer["missing_bodies"]!.AsArray())
                missing.Add(body!.DeepClone());
            request["cursor"] = (string?)answer["next_cursor"];
            if (request["cursor"] is not null)
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"{verified} files verified so far");
        }
        while (request["cursor"] is not null);

        (answer["verified"], answer["documents"], answer["faults"], answer["missing_bodies"]) = (verified, documents, faults, missing);
        return answer;
    }

    protected override void Show(JsonNode answer, TextWriter output)
    {
        output.WriteLine($"{answer["verified"]} files with {answer["documents"]} documents are as they were written.");
        FaultText.Write(answer, output);
        foreach (var body in answer["missing_bodies"]!.AsArray())
            output.WriteLine($"MISSING  {(string?)body}");
    }

    protected override int ExitCodeOf(JsonNode answer) =>
        answer["faults"]!.AsArray().Count + answer["missing_bodies"]!.AsArray().Count > 0 ? ExitCodes.Refused : ExitCodes.Done;
}
