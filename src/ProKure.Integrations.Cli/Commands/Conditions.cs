using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands;

/// <summary>Options that say which records are meant, each with its name in the API.</summary>
internal sealed class Conditions
{
    private readonly List<(string Name, Option<string?> Option)> _options = [];
    private EntityOption? _entity;

    /// <param name="option">As people write it, <c>--system</c>.</param>
    /// <param name="name">As the API calls it, <c>system</c>.</param>
    /// <param name="description">For the help.</param>
    /// <param name="form">What its value is, in one word, for the help.</param>
    public Conditions With(string option, string name, string description, string form)
    {
        _options.Add((name, new Option<string?>(option) { Description = description, HelpName = form }));
        return this;
    }

    /// <summary>With <c>--entity TYPE:ID</c>.</summary>
    public Conditions WithEntity()
    {
        _entity = new EntityOption("The business entity: its kind, a colon, its key.");
        return this;
    }

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _options)
            command.Options.Add(option);
        _entity?.AddTo(command);
    }

    /// <summary>What was given, by the names of the API.</summary>
    public JsonObject Read(ParseResult parsed)
    {
        var given = new JsonObject();
        foreach (var (name, option) in _options)
        {
            if (parsed.GetValue(option) is { } value)
                given[name] = value;
        }

        if (_entity?.Read(parsed) is { } entity)
            (given["entity_type"], given["entity_id"]) = entity;
        return given;
    }

    /// <summary>The same as a query string.</summary>
    public static string QueryOf(JsonObject given) =>
        string.Join('&', given.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value!.ToString())}"));
}
