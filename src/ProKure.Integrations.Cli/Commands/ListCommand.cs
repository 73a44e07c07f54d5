using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands;

/// <summary>A verb that lists what meets some conditions, page by page.</summary>
internal abstract class ListCommand : HubCommand
{
    private readonly string _path;
    private readonly Conditions _conditions;
    private readonly Option<int> _limit = new("--limit") { Description = "The most of one page. Default 50.", DefaultValueFactory = _ => 50, HelpName = "N" };
    private readonly Option<string?> _cursor = new("--cursor") { Description = "Where the page before ended.", HelpName = "CURSOR" };

    /// <param name="hub">The options that all commands have.</param>
    /// <param name="name">The verb.</param>
    /// <param name="description">For the help.</param>
    /// <param name="path">Where the API lists them.</param>
    /// <param name="conditions">Which are meant.</param>
    protected ListCommand(HubOptions hub, string name, string description, string path, Conditions conditions)
        : base(hub, name, description)
    {
        (_path, _conditions) = (path, conditions);
        conditions.AddTo(this);
        Options.Add(_limit);
        Options.Add(_cursor);
    }

    protected sealed override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var query = _conditions.Read(parsed);
        AddTo(query, parsed);
        query["limit"] = parsed.GetValue(_limit).ToString(CultureInfo.InvariantCulture);
        if (parsed.GetValue(_cursor) is { } cursor)
            query["cursor"] = cursor;
        return hub.GetAsync($"{_path}?{Conditions.QueryOf(query)}", cancellationToken);
    }

    /// <summary>Adds what is always asked for. Default: nothing.</summary>
    protected virtual void AddTo(JsonObject query, ParseResult parsed)
    {
    }

    protected sealed override void Show(JsonNode answer, TextWriter output)
    {
        ShowItems([.. answer["items"]!.AsArray().Select(item => item!)], output);
        if (answer["faults"] is not null)
            FaultText.Write(answer, output);
        if ((string?)answer["next_cursor"] is { } cursor)
            output.WriteLine($"There is more: --cursor {cursor}");
    }

    /// <summary>Shows a page to a person.</summary>
    protected abstract void ShowItems(IReadOnlyList<JsonNode> items, TextWriter output);
}
