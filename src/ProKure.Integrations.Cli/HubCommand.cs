using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli;

/// <summary>
/// A verb that asks the hub something and shows the answer. A new one derives from this, adds its arguments in its constructor, and is hung up in
/// <see cref="CommandTree"/>.
/// </summary>
internal abstract class HubCommand : Command
{
    /// <summary>How JSON is written for people.</summary>
    public static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HubOptions _hub;
    private readonly bool _needsKey;

    protected HubCommand(HubOptions hub, string name, string description, bool needsKey = true)
        : base(name, description)
    {
        (_hub, _needsKey) = (hub, needsKey);
        SetAction(InvokeAsync);
    }

    /// <summary>Asks the hub.</summary>
    /// <exception cref="CliException">It says no, or cannot be reached.</exception>
    protected abstract Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken);

    /// <summary>Shows the answer to a person.</summary>
    protected abstract void Show(JsonNode answer, TextWriter output);

    /// <summary>What an answer means for the exit code. Default: done.</summary>
    protected virtual int ExitCodeOf(JsonNode answer) => ExitCodes.Done;

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            using var hub = _hub.Connect(parsed, _needsKey);
            var answer = await AskAsync(hub, parsed, cancellationToken);
            if (_hub.IsJson(parsed))
                await output.WriteLineAsync(answer.ToJsonString(Readable));
            else
                Show(answer, output);
            return ExitCodeOf(answer);
        }
        catch (CliException fault)
        {
            await error.WriteLineAsync(fault.Message);
            return fault.ExitCode;
        }
    }
}
