using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Traces;

/// <summary><c>prokure trace show SYSTEM ENDPOINT</c>.</summary>
internal sealed class TraceShowCommand : HubCommand
{
    private readonly EndpointArguments _endpoint = new();

    public TraceShowCommand(HubOptions hub)
        : base(hub, "show", "Shows whether an endpoint is traced now, until when, who asked for it and why.") => _endpoint.AddTo(this);

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) =>
        hub.GetAsync(TraceRoute.Of(_endpoint.Read(parsed)), cancellationToken);

    protected override void Show(JsonNode answer, TextWriter output) => TraceText.Write(answer, output);
}
