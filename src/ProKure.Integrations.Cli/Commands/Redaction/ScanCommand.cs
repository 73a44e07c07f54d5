using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Redaction;

/// <summary><c>prokure scan</c>: looks for what looks like a secret in stored documents.</summary>
internal sealed class ScanCommand : HubCommand
{
    private const int PerRequest = 200;
    private const int UsualLimit = 1_000;

    private readonly Option<string?> _system = new("--system") { Description = "Only this system's documents.", HelpName = "CODE" };
    private readonly Option<string?> _endpoint = new("--endpoint") { Description = "Only this endpoint's.", HelpName = "CODE" };
    private readonly Option<string?> _from = new("--from") { Description = "Began at or after this time. Default: a day before --to.", HelpName = "TIME" };
    private readonly Option<string?> _to = new("--to") { Description = "Began before this time. Default: now.", HelpName = "TIME" };
    private readonly Option<int?> _limit = new("--limit") { Description = "The most documents to read, the newest first. Default 1000.", HelpName = "N" };
    private readonly Option<double?> _share = new("--share") { Description = "Read only this share of them, over 0 to 1; always the same ones. Default 1.", HelpName = "SHARE" };
    private readonly Option<bool> _longBodies = new("--long-bodies") { Description = "Look through bodies that are kept outside the log too." };

    private readonly Option<long?> _maxBody = new("--max-long-body-bytes") { Description = "How much of each of those. Default 1 MiB.", HelpName = "BYTES" };

    public ScanCommand(HubOptions hub)
        : base(hub, "scan", "Reads stored documents again with the redaction rules of today and names what looks like a secret, never the value. Ends with 1 where there is something.")
    {
        foreach (var option in new Option[] { _system, _endpoint, _from, _to, _limit, _share, _longBodies, _maxBody })
            Options.Add(option);
        Validators.Add(result =>
        {
            if (result.GetValue(_limit) < 1)
                result.AddError($"Expected --limit to be at least 1, found {result.GetValue(_limit)}.");
            if (result.GetValue(_share) is <= 0 or > 1 or double.NaN)
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"Expected --share to be more than 0, at most 1, found {result.GetValue(_share)}."));
        });
    }

    // The hub reads some hundred documents a time; the results are put together here.
    protected override async Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var (limit, leaks) = (parsed.GetValue(_limit) ?? UsualLimit, new JsonArray());
        var (scanned, seen, cut, unreadable) = (0, 0L, 0, 0);
        string? cursor = null;
        do
        {
            var answer = await hub.PostAsync("/api/v1/redaction/scan", Request(parsed, Math.Min(PerRequest, limit - scanned), cursor), cancellationToken);
            scanned += (int)answer["scanned"]!;
            seen += (long)answer["seen"]!;
            cut += (int)answer["long_bodies_cut"]!;
            unreadable += (int)answer["long_bodies_unreadable"]!;
            foreach (var leak in answer["leaks"]!.AsArray())
                leaks.Add(leak!.DeepClone());
            cursor = (string?)answer["next_cursor"];
        }
        while (cursor is not null && scanned < limit);
        return new JsonObject
        {
            ["scanned"] = scanned,
            ["seen"] = seen,
            ["long_bodies_cut"] = cut,
            ["long_bodies_unreadable"] = unreadable,
            ["leaks"] = leaks,
            ["next_cursor"] = cursor,
        };
    }

    protected override void Show(JsonNode answer, TextWriter output)
    {
        var leaks = answer["leaks"]!.AsArray();
        if (leaks.Count > 0)
        {
            string[][] rows =
            [
                ["REQUEST", "SYSTEM/ENDPOINT", "BEGAN", "WHERE", "PLACE", "RULE"],
                .. leaks.Select(leak => new[]
                {
                    (string)leak!["request_id"]!, $"{(string?)leak["system_code"]}/{(string?)leak["endpoint_code"]}", (string)leak["started_at"]!, (string)leak["where"]!,
                    (string)leak["place"]!, (string)leak["rule"]!,
                }),
            ];
            TextTable.Write(rows, output);
            output.WriteLine();
        }

        output.WriteLine($"{(int)answer["scanned"]!} of {(long)answer["seen"]!} documents read, {leaks.Count} places that look like a secret.");
        if ((int)answer["long_bodies_cut"]! > 0)
            output.WriteLine($"{(int)answer["long_bodies_cut"]!} long bodies were looked through only in part.");
        if ((int)answer["long_bodies_unreadable"]! > 0)
            output.WriteLine($"{(int)answer["long_bodies_unreadable"]!} long bodies are gone, or cannot be read.");
        if (answer["next_cursor"] is not null)
            output.WriteLine("There are more documents: raise --limit, or narrow the time.");
    }

    protected override int ExitCodeOf(JsonNode answer) => answer["leaks"]!.AsArray().Count == 0 ? ExitCodes.Done : ExitCodes.Refused;

    private JsonObject Request(ParseResult parsed, int limit, string? cursor)
    {
        var request = new JsonObject { ["limit"] = limit, ["share"] = parsed.GetValue(_share) ?? 1, ["long_bodies"] = parsed.GetValue(_longBodies) };
        foreach (var (name, value) in new[]
        {
            ("system", parsed.GetValue(_system)), ("endpoint", parsed.GetValue(_endpoint)), ("from", parsed.GetValue(_from)), ("to", parsed.GetValue(_to)), ("cursor", cursor),
        })
        {
            if (value is not null)
                request[name] = value;
        }

        if (parsed.GetValue(_maxBody) is { } most)
            request["max_long_body_bytes"] = most;
        return request;
    }
}
