using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands;

/// <summary>The options of everything that sends something again.</summary>
internal sealed class RepeatOptions
{
    private readonly Option<bool> _latest = new("--latest") { Description = "With the configuration that holds now. Default: the one that it was accepted with." };
    private readonly Option<bool> _duplicates = new("--accept-duplicates") { Description = "Also where the other side may have done the work already." };
    private readonly Option<string?> _note = new("--note") { Description = "Why, for whoever looks at it later.", HelpName = "TEXT" };

    public void AddTo(Command command)
    {
        command.Options.Add(_latest);
        command.Options.Add(_duplicates);
        command.Options.Add(_note);
    }

    public JsonObject Read(ParseResult parsed)
    {
        var request = new JsonObject { ["config"] = parsed.GetValue(_latest) ? "LATEST" : "PINNED", ["accept_duplicates"] = parsed.GetValue(_duplicates) };
        if (parsed.GetValue(_note) is { } note)
            request["note"] = note;
        return request;
    }
}
