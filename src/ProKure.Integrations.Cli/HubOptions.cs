using System.CommandLine;

namespace ProKure.Integrations.Cli;

/// <summary>The options that every command has: where the hub is, with which key it is called, and how the result is written.</summary>
internal sealed class HubOptions
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    private readonly Option<string?> _url = new("--url") { Description = $"Where the hub is. Default: PROKURE_URL, else {DefaultUrl}.", Recursive = true, HelpName = "URL" };

    private readonly Option<string?> _key = new("--api-key")
    {
        Description = "The API key. Default: PROKURE_API_KEY, which does not show in the list of processes.",
        Recursive = true,
        HelpName = "KEY",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Write the hub's answer as JSON.", Recursive = true };

    public void AddTo(Command root)
    {
        root.Options.Add(_url);
        root.Options.Add(_key);
        root.Options.Add(_json);
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The hub that the command line or the environment names.</summary>
    /// <exception cref="CliException">The URL is none, or there is no key where one is needed.</exception>
    public HubApi Connect(ParseResult parsed, bool needsKey)
    {
        var url = parsed.GetValue(_url) ?? Variable("PROKURE_URL") ?? DefaultUrl;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var hub) || (hub.Scheme != Uri.UriSchemeHttp && hub.Scheme != Uri.UriSchemeHttps))
            throw new CliException(ExitCodes.Usage, $"Expected --url to be an http or https URL, found '{url}'.");
        var key = parsed.GetValue(_key) ?? Variable("PROKURE_API_KEY");
        return key is null && needsKey ? throw new CliException(ExitCodes.NotAllowed, "An API key is needed: set PROKURE_API_KEY, or give --api-key.") : new HubApi(hub, key);
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
