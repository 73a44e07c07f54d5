using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Retention;

/// <summary><c>prokure retention report [ID]</c>: what the last runs removed.</summary>
internal sealed class RetentionReportCommand : HubCommand
{
    private readonly Argument<Guid?> _id = new("ID") { Description = "One run; left out, the last ones.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<int> _last = new("--last") { Description = "How many of the last runs. Default 10.", DefaultValueFactory = _ => 10, HelpName = "COUNT" };

    public RetentionReportCommand(HubOptions hub)
        : base(hub, "report", "Shows what runs of retention removed, newest first.")
    {
        Arguments.Add(_id);
        Options.Add(_last);
    }

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) => hub.GetAsync(
        parsed.GetValue(_id) is { } id ? $"/api/v1/retention/runs/{id}" : $"/api/v1/retention/runs?limit={parsed.GetValue(_last)}", cancellationToken);

    protected override void Show(JsonNode answer, TextWriter output)
    {
        foreach (var run in answer["items"]?.AsArray() ?? [answer.DeepClone()])
            RetentionText.Write(run!, output);
    }
}
