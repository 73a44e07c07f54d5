using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Holds;

/// <summary><c>prokure hold place --entity SUPPLIER:4711 --reason …</c>: places a legal hold, or counts what it would cover.</summary>
internal sealed class HoldPlaceCommand : HubCommand
{
    private readonly Option<string?> _request = new("--request") { Description = "One attempt, by its request id.", HelpName = "ID" };

    private readonly Option<string?> _correlation = new("--correlation") { Description = "The attempts of one business act.", HelpName = "ID" };

    private readonly EntityOption _entity = new("One business entity, as SUPPLIER:4711.");

    private readonly Option<string?> _system = new("--system") { Description = "The exchanges with one system.", HelpName = "CODE" };

    private readonly Option<string?> _endpoint = new("--endpoint") { Description = "Those of one endpoint.", HelpName = "CODE" };

    private readonly Option<DateTimeOffset?> _from = new("--from") { Description = "Those that began at or after this time.", HelpName = "TIME" };

    private readonly Option<DateTimeOffset?> _to = new("--to") { Description = "Those that began before this time.", HelpName = "TIME" };

    private readonly Option<string?> _reason = new("--reason") { Description = "Why, for the auditor; needed to place it.", HelpName = "TEXT" };

    private readonly Option<bool> _preview = new("--preview") { Description = "Only count what it would cover." };

    private readonly Option<long?> _expect = new("--expect") { Description = "The count of the preview: with another one nothing is held.", HelpName = "COUNT" };

    public HoldPlaceCommand(HubOptions hub)
        : base(hub, "place", "Places a legal hold: nothing that it covers is removed until it is released. All conditions that are given must hold.")
    {
        foreach (var option in new Option[] { _request, _correlation, _system, _endpoint, _from, _to, _reason, _preview, _expect })
            Options.Add(option);
        _entity.AddTo(this);
    }

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var scope = ScopeOf(parsed);
        if (parsed.GetValue(_preview))
            return hub.PostAsync("/api/v1/legal-holds/preview", scope, cancellationToken);
        var reason = parsed.GetValue(_reason) ?? throw new CliException(ExitCodes.Usage, "Expected --reason, which says why; or --preview.");
        var body = new JsonObject { ["scope"] = scope, ["reason"] = reason };
        if (parsed.GetValue(_expect) is { } expected)
            body["expected_count"] = expected;
        return hub.PostAsync("/api/v1/legal-holds", body, cancellationToken);
    }

    protected override void Show(JsonNode answer, TextWriter output)
    {
        if (answer["count"] is { } count)
        {
            output.WriteLine($"{count} documents");
            return;
        }

        HoldText.Write(answer, output);
        output.WriteLine($"{answer["newly_held"]} documents were not held before");
    }

    private JsonObject ScopeOf(ParseResult parsed)
    {
        var scope = new JsonObject();
        Add("request_id", parsed.GetValue(_request));
        Add("correlation_id", parsed.GetValue(_correlation));
        if (_entity.Read(parsed) is { } entity)
            (scope["entity_type"], scope["entity_id"]) = entity;
        Add("system_code", parsed.GetValue(_system));
        Add("endpoint_code", parsed.GetValue(_endpoint));
        Add("from", Time(parsed.GetValue(_from)));
        Add("to", Time(parsed.GetValue(_to)));
        return scope.Count > 0
            ? scope
            : throw new CliException(ExitCodes.Usage, "Expected at least one of --request, --correlation, --entity, --system, --endpoint, --from, --to.");

        void Add(string name, string? value)
        {
            if (value is not null)
                scope[name] = value;
        }
    }

    private static string? Time(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
