using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands;

/// <summary>A verb that does something to one thing, which has an id, by a POST with little or nothing in it.</summary>
internal abstract class ActCommand : HubCommand
{
    private readonly string _route;
    private readonly string _verb;
    private readonly Argument<Guid> _id;

    /// <param name="hub">The options that all commands have.</param>
    /// <param name="verb">The verb, here and in the API.</param>
    /// <param name="description">For the help.</param>
    /// <param name="route">The path of the things, <c>/api/v1/deliveries</c>.</param>
    /// <param name="idOf">What the id is of, for the help.</param>
    protected ActCommand(HubOptions hub, string verb, string description, string route, string idOf)
        : base(hub, verb, description)
    {
        (_route, _verb) = (route, verb);
        _id = new Argument<Guid>("ID") { Description = $"The id of the {idOf}." };
        Arguments.Add(_id);
    }

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) =>
        hub.PostAsync($"{_route}/{parsed.GetValue(_id)}/{_verb}", BodyOf(parsed), cancellationToken);

    /// <summary>What is sent along. Default: nothing.</summary>
    protected virtual JsonObject? BodyOf(ParseResult parsed) => null;
}
