using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Redaction;

/// <summary><c>prokure redact --rules FILE &lt; body</c>: what redaction would make of a body, and by which rule.</summary>
internal sealed class RedactCommand : HubCommand
{
    private readonly Argument<string?> _body = new("FILE") { Description = "The body; left out, standard input.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _rules = new("--rules") { Description = "Rules to try, as YAML: the redaction section of a configuration file.", HelpName = "FILE" };
    private readonly Option<string?> _contentType = new("--content-type") { Description = "The body's content type.", HelpName = "TYPE" };
    private readonly Option<string?> _system = new("--system") { Description = "The system whose rules hold besides the defaults.", HelpName = "CODE" };
    private readonly Option<string?> _endpoint = new("--endpoint") { Description = "Its endpoint whose rules hold too.", HelpName = "CODE" };
    private readonly Option<bool> _check = new("--check") { Description = "End with 1 where something would be removed." };

    private bool _failsOnFindings;

    public RedactCommand(HubOptions hub)
        : base(hub, "redact", "Shows what redaction would remove from a body, by which rule, and what would be stored. The hub keeps nothing of it.")
    {
        Arguments.Add(_body);
        foreach (var option in new Option[] { _rules, _contentType, _system, _endpoint, _check })
            Options.Add(option);
    }

    protected override async Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        // As bytes: what is no text, or in another encoding, has to come through as it is.
        var request = new JsonObject { ["body_base64"] = Convert.ToBase64String(await ReadBodyAsync(parsed.GetValue(_body), cancellationToken)) };
        if (parsed.GetValue(_rules) is { } rules)
            request["rules_yaml"] = await ReadAsync(rules, file => File.ReadAllTextAsync(file, cancellationToken));
        foreach (var (name, value) in new[] { ("content_type", parsed.GetValue(_contentType)), ("system", parsed.GetValue(_system)), ("endpoint", parsed.GetValue(_endpoint)) })
        {
            if (value is not null)
                request[name] = value;
        }

        _failsOnFindings = parsed.GetValue(_check);
        return await hub.PostAsync("/api/v1/redaction/preview", request, cancellationToken);
    }

    protected override void Show(JsonNode answer, TextWriter output)
    {
        var places = answer["places"]!.AsArray();
        if (places.Count == 0)
        {
            output.WriteLine("Nothing would be removed.");
        }
        else
        {
            TextTable.Write(
                [["PLACE", "OFFSET", "RULE", "WHAT"], .. places.Select(place => new[] { (string)place!["place"]!, place["offset"]!.ToString(), (string)place["rule"]!, (string)place["description"]! })],
                output);
            output.WriteLine($"{(long)answer["count"]!} values would be removed{((bool)answer["is_cut"]! ? "; not every place is listed" : "")}.");
        }

        output.WriteLine();
        output.WriteLine((string?)answer["body"]);
    }

    protected override int ExitCodeOf(JsonNode answer) => _failsOnFindings && (long)answer["count"]! > 0 ? ExitCodes.Refused : ExitCodes.Done;

    private static async Task<byte[]> ReadBodyAsync(string? file, CancellationToken cancellationToken)
    {
        if (file is not (null or "-"))
            return await ReadAsync(file, name => File.ReadAllBytesAsync(name, cancellationToken));
        await using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        await input.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    private static async Task<T> ReadAsync<T>(string file, Func<string, Task<T>> read)
    {
        try
        {
            return await read(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Usage, $"'{file}' cannot be read: {fault.Message}");
        }
    }
}
