using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands;

/// <summary>A verb that shows one thing, which has an id.</summary>
internal abstract class ShowCommand : HubCommand
{
    private readonly string _route;
    private readonly Argument<Guid> _id;

    /// <param name="hub">The options that all commands have.</param>
    /// <param name="description">For the help.</param>
    /// <param name="route">The path of the things, <c>/api/v1/deliveries</c>.</param>
    /// <param name="idOf">What the id is of, for the help.</param>
    protected ShowCommand(HubOptions hub, string description, string route, string idOf)
        : base(hub, "show", description)
    {
        _route = route;
        _id = new Argument<Guid>("ID") { Description = $"The id of the {idOf}." };
        Arguments.Add(_id);
    }

    protected sealed override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) =>
        hub.GetAsync($"{_route}/{parsed.GetValue(_id)}", cancellationToken);
}
