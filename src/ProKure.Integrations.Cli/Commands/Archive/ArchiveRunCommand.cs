using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Archive;

/// <summary><c>prokure archive run</c>: archives what is due, now.</summary>
internal sealed class ArchiveRunCommand : HubCommand
{
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Write nothing; show what is due." };

    public ArchiveRunCommand(HubOptions hub)
        : base(hub, "run", "Archives what is due and removes files whose time is over; the leading hub does the same by itself. Ends with 1 where a file could not be used.") =>
        Options.Add(_dryRun);

    protected override async Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["dry_run"] = parsed.GetValue(_dryRun) };
        var answer = await hub.PostAsync("/api/v1/archive/runs", request, cancellationToken);
        var (files, documents, removed) = ((int)answer["files"]!, (long)answer["documents"]!, (int)answer["removed"]!);
        var faults = answer["faults"]!.AsArray().DeepClone().AsArray();
        while (!(bool)answer["is_complete"]!)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"{files} files with {documents} documents written so far");
            answer = await hub.PostAsync("/api/v1/archive/runs", request, cancellationToken);
            (files, documents, removed) = (files + (int)answer["files"]!, documents + (long)answer["documents"]!, removed + (int)answer["removed"]!);
            foreach (var fault in answer["faults"]!.AsArray())
                faults.Add(fault!.DeepClone());
        }

        (answer["files"], answer["documents"], answer["removed"], answer["faults"]) = (files, documents, removed, faults);
        return answer;
    }

    protected override void Show(JsonNode answer, TextWriter output)
    {
        if ((bool)answer["dry_run"]!)
        {
            foreach (var due in answer["due"]!.AsArray())
                output.WriteLine($"{(string?)due!["day"]}  {(string?)due["retention_class"],-20} {(string?)due["system_code"],-20} {(long)due["documents"]!,10} documents");
            output.WriteLine($"{answer["due"]!.AsArray().Sum(due => (long)due!["documents"]!)} documents are due.");
            return;
        }

        output.WriteLine($"{answer["files"]} files written and verified, {answer["documents"]} documents marked, {answer["removed"]} files removed.");
        FaultText.Write(answer, output);
    }

    protected override int ExitCodeOf(JsonNode answer) => answer["faults"]!.AsArray().Count > 0 ? ExitCodes.Refused : ExitCodes.Done;
}
