using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Traces;

/// <summary><c>prokure trace start SYSTEM ENDPOINT --for 30m --reason …</c>: stores everything of an endpoint's exchanges for a while.</summary>
internal sealed class TraceStartCommand : HubCommand
{
    private readonly EndpointArguments _endpoint = new();
    private readonly Option<string?> _for = new("--for") { Description = "How long, 24h at most. Default 30m.", HelpName = "TIME" };
    private readonly Option<string?> _reason = new("--reason") { Description = "Why, for whoever reads the history.", HelpName = "TEXT" };

    public TraceStartCommand(HubOptions hub)
        : base(hub, "start", "Stores everything of an endpoint's exchanges for a while, redacted as always, whatever its capture level is. It ends by itself.")
    {
        _endpoint.AddTo(this);
        Options.Add(_for);
        Options.Add(_reason);
    }

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new JsonObject();
        if (parsed.GetValue(_for) is { } duration)
            request["duration"] = duration;
        if (parsed.GetValue(_reason) is { } reason)
            request["reason"] = reason;
        return hub.PutAsync(TraceRoute.Of(_endpoint.Read(parsed)), request, cancellationToken);
    }

    protected override void Show(JsonNode answer, TextWriter output) => TraceText.Write(answer, output);
}
