using System.CommandLine;

namespace ProKure.Integrations.Cli.Commands;

/// <summary>The arguments that name an endpoint.</summary>
internal sealed class EndpointArguments
{
    private readonly Argument<string> _system = new("SYSTEM") { Description = "The system's code." };
    private readonly Argument<string> _endpoint = new("ENDPOINT") { Description = "The endpoint's code." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_system);
        command.Arguments.Add(_endpoint);
    }

    /// <summary>Both, for a path.</summary>
    public (string System, string Endpoint) Read(ParseResult parsed) =>
        (Uri.EscapeDataString(parsed.GetValue(_system)!), Uri.EscapeDataString(parsed.GetValue(_endpoint)!));
}
