using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands;

/// <summary>The options that say which part of the archive is meant.</summary>
internal sealed class ArchiveConditions
{
    private readonly Option<string?> _from = Of("--from", "Of this UTC day or later.", "DAY");
    private readonly Option<string?> _to = Of("--to", "Of this UTC day or earlier.", "DAY");
    private readonly Option<string?> _class = Of("--class", "The retention class.", "CODE");
    private readonly Option<string?> _system = Of("--system", "The system.", "CODE");
    private readonly Option<string?> _entity = Of("--entity", "The business entity: its kind, a colon, its key.", "TYPE:ID");
    private readonly Option<string?> _requestId = Of("--request-id", "The document with this id.", "ID");
    private readonly Option<string?> _correlationId = Of("--correlation-id", "The business act.", "ID");
    private readonly Option<string?> _status = Of("--status", "How the attempt ended, as FAILED.", "STATUS");

    /// <summary>Adds those that files have.</summary>
    public void AddFileOptionsTo(Command command)
    {
        foreach (var option in new[] { _from, _to, _class, _system })
            command.Options.Add(option);
    }

    /// <summary>Adds those that documents have.</summary>
    public void AddDocumentOptionsTo(Command command)
    {
        AddFileOptionsTo(command);
        foreach (var option in new[] { _entity, _requestId, _correlationId, _status })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_entity) is { } entity && (entity.IndexOf(':', StringComparison.Ordinal) is var colon && (colon < 1 || colon == entity.Length - 1)))
                result.AddError($"Expected --entity to be TYPE:ID, as SUPPLIER:4711, found '{entity}'.");
        });
    }

    /// <summary>What was given, by the names of the API.</summary>
    public JsonObject Read(ParseResult parsed)
    {
        var given = new JsonObject();
        foreach (var (name, option) in new[]
        {
            ("from", _from), ("to", _to), ("retention_class", _class), ("system", _system), ("request_id", _requestId), ("correlation_id", _correlationId), ("status", _status),
        })
        {
            if (parsed.GetResult(option) is not null && parsed.GetValue(option) is { } value)
                given[name] = value;
        }

        if (parsed.GetResult(_entity) is not null && parsed.GetValue(_entity) is { } entity)
        {
            var colon = entity.IndexOf(':', StringComparison.Ordinal);
            (given["entity_type"], given["entity_id"]) = (entity[..colon], entity[(colon + 1)..]);
        }

        return given;
    }

    /// <summary>The same as a query string.</summary>
    public static string QueryOf(JsonObject given) =>
        string.Join('&', given.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value!.ToString())}"));

    private static Option<string?> Of(string name, string description, string form) => new(name) { Description = description, HelpName = form };
}
