using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Hub;

/// <summary>Settings of the host, section <c>Hub</c>: in appsettings.json, as <c>Hub__Urls</c> in the environment, or as <c>--Hub:Urls=…</c>.</summary>
internal sealed class HubOptions
{
    public const string Section = "Hub";

    /// <summary>
    /// Where to listen: http or https URLs, separated by semicolons; port 0 takes any free one. Default loopback, port 5080. Elsewhere keys and payloads
    /// should travel over https (certificate in <c>Kestrel:Certificates:Default</c>) or behind a proxy that adds it.
    /// </summary>
    public string Urls { get; set; } = "http://127.0.0.1:5080";

    /// <summary>Where the embedded stores keep their files; made when missing. Default <c>data</c>, below the working directory.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>
    /// Where entries wait while the log store or the summary store is away; made when missing. Null takes <c>spool</c> in <see cref="DataDirectory"/>.
    /// Hubs that share it take over what one of them left behind.
    /// </summary>
    public string? SpoolDirectory { get; set; }

    /// <summary>A folder of configuration files that is applied at every start, before the hub listens; null applies none.</summary>
    public string? ApplyConfiguration { get; set; }

    /// <summary>
    /// Where the first start writes the admin key that it makes, readable for the owner only; null prints the key to the console, once.
    /// </summary>
    public string? FirstKeyFile { get; set; }

    /// <summary>The longest request body, in bytes. 1 KiB to 1 GiB; default 10 MiB.</summary>
    public int MaxRequestBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>How many wrong API keys an address may send in a minute before it gets 429. 1 to 100,000; default 30.</summary>
    public int WrongKeysPerMinute { get; set; } = 30;

    /// <summary>The URLs to listen on, one by one.</summary>
    internal string[] UrlList => Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>Checks <see cref="HubOptions"/>; messages name the key and what was found.</summary>
internal sealed class HubOptionsValidator : IValidateOptions<HubOptions>
{
    public ValidateOptionsResult Validate(string? name, HubOptions options)
    {
        var faults = new List<string>();
        CheckUrls(options, faults);
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            faults.Add("Hub:DataDirectory: Expected a directory, found nothing.");
        if (options.SpoolDirectory is { } spool && string.IsNullOrWhiteSpace(spool))
            faults.Add("Hub:SpoolDirectory: Expected a directory, or nothing at all, found an empty text.");
        if (options.MaxRequestBytes is < 1024 or > 1 << 30)
            faults.Add($"Hub:MaxRequestBytes: Expected 1024 to {1 << 30} bytes, found {options.MaxRequestBytes}.");
        if (options.WrongKeysPerMinute is < 1 or > 100_000)
            faults.Add($"Hub:WrongKeysPerMinute: Expected 1 to 100000, found {options.WrongKeysPerMinute}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckUrls(HubOptions options, List<string> faults)
    {
        if (options.UrlList.Length == 0)
            faults.Add("Hub:Urls: Expected at least one URL such as http://127.0.0.1:5080, found nothing.");
        foreach (var url in options.UrlList)
        {
            // '*' and '+' stand for all addresses and are no host that Uri knows.
            var withHost = url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
            var isUrl = Uri.TryCreate(withHost, UriKind.Absolute, out var parsed)
                && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps) && parsed.AbsolutePath == "/" && parsed.Query.Length == 0;
            if (!isUrl)
                faults.Add($"Hub:Urls: Expected URLs such as http://127.0.0.1:5080, separated by semicolons, found '{url}'.");
        }
    }
}
