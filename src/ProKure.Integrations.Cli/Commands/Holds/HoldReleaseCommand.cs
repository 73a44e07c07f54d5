using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Holds;

/// <summary><c>prokure hold release ID</c>: what no other hold covers expires again.</summary>
internal sealed class HoldReleaseCommand : HubCommand
{
    private readonly Argument<Guid> _id = new("ID") { Description = "The hold's id." };

    public HoldReleaseCommand(HubOptions hub)
        : base(hub, "release", "Releases a legal hold: what no other hold covers expires again.") => Arguments.Add(_id);

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) =>
        hub.PostAsync($"/api/v1/legal-holds/{parsed.GetValue(_id)}/release", null, cancellationToken);

    protected override void Show(JsonNode answer, TextWriter output) => HoldText.Write(answer, output);
}
