using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Keys;

/// <summary><c>prokure keys rotate</c>: encrypts everything anew with the current master key, while calls go on.</summary>
internal sealed class KeysRotateCommand : HubCommand
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Begin, and do not wait for the end; 'prokure keys status' shows how far it is." };

    public KeysRotateCommand(HubOptions hub)
        : base(hub, "rotate", "Encrypts secrets and tokens anew with the current master key, in the background, while calls go on. Can be begun again after a stop.") =>
        Options.Add(_noWait);

    protected override async Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var answer = await hub.PostAsync("/api/v1/keys/rotate", null, cancellationToken);
        while (!parsed.GetValue(_noWait) && (string?)answer["rotation"]?["state"] == "RUNNING")
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"{answer["rotation"]!["done"]} rows done, {answer["remaining"]} remain");
            await Task.Delay(BetweenLooks, cancellationToken);
            answer = await hub.GetAsync("/api/v1/keys", cancellationToken);
        }

        return answer;
    }

    protected override void Show(JsonNode answer, TextWriter output) => KeysReport.Write(answer, output);

    protected override int ExitCodeOf(JsonNode answer) => (string?)answer["rotation"]?["state"] == "FAILED" ? ExitCodes.Refused : ExitCodes.Done;
}
