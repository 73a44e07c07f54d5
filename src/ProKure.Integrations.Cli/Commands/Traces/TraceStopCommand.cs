using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Traces;

/// <summary><c>prokure trace stop SYSTEM ENDPOINT</c>.</summary>
internal sealed class TraceStopCommand : HubCommand
{
    private readonly EndpointArguments _endpoint = new();

    public TraceStopCommand(HubOptions hub)
        : base(hub, "stop", "Ends the trace of an endpoint now. Does nothing where there is none.") => _endpoint.AddTo(this);

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) =>
        hub.DeleteAsync(TraceRoute.Of(_endpoint.Read(parsed)), cancellationToken);

    protected override void Show(JsonNode answer, TextWriter output) => TraceText.Write(answer, output);
}
