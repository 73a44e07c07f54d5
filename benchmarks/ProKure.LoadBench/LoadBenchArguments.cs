using System.Globalization;

namespace ProKure.LoadBench;

/// <summary>Reads the command line; every limit that keeps a run short is here.</summary>
internal static class LoadBenchArguments
{
    public const string KeyVariable = "PROKURE_API_KEY";

    public const string Usage = """
        Usage: ProKure.LoadBench [options]
          Measures the simulated SAP called directly, through a bare YARP hop, and through the hub, in rounds one after the other.
          Starts simulator and hop itself. Sends to loopback only.

          --connections N      connections with one request in flight each (64; 1 to 1024)
          --rounds N           rounds of every target (5; 1 to 50)
          --seconds N          seconds a target and round (3; 1 to 60)
          --warmup-seconds N   seconds a target before the first round (5; 0 to 60)
          --count N            instead of rounds: exactly N requests to one target (1 to 10000000)
          --target NAME        the target of --count: direct, yarp or hub (hub if --hub-url is given, else direct)
          --limit-seconds N    when a counted run stops all the same (300; 1 to 3600)
          --simulator-port N   the simulator's port (0: any free one); what the hub calls must be this one
          --path PATH          the simulator's path (/instant)
          --hub-url URL        the hub's invoke URL, .../api/v1/systems/SYSTEM/endpoints/ENDPOINT/invoke
          --hub NAME=URL       a further hub, measured under that name; may be repeated. Its key is in the variable PROKURE_API_KEY_NAME.
                               Each is compared with the last of them
          --hub-key KEY        the hub's API key (default: environment variable PROKURE_API_KEY)
          --hub-body FILE      JSON: the internal purchase order, or a whole body with the property payload
          --output FILE        write the report there as well
        """;

    /// <exception cref="LoadBenchException">An argument is unknown or wrong.</exception>
    public static LoadBenchOptions Read(IReadOnlyList<string> args, Func<string, string?> environment)
    {
        var options = new LoadBenchOptions { HubKey = environment(KeyVariable) };
        for (var i = 0; i < args.Count; i += 2)
        {
            var (name, value) = (args[i], i + 1 < args.Count ? args[i + 1] : null);
            if (value is null)
                throw new LoadBenchException($"Expected an option with a value, got '{name}' at the end");
            options = name switch
            {
                "--connections" => options with { Connections = Number(name, value, 1, 1024) },
                "--rounds" => options with { Rounds = Number(name, value, 1, 50) },
                "--seconds" => options with { Seconds = Number(name, value, 1, 60) },
                "--warmup-seconds" => options with { WarmupSeconds = Number(name, value, 0, 60) },
                "--count" => options with { Count = Number(name, value, 1, 10_000_000) },
                "--target" => options with { CountTarget = value },
                "--limit-seconds" => options with { LimitSeconds = Number(name, value, 1, 3600) },
                "--simulator-port" => options with { SimulatorPort = Number(name, value, 0, 65535) },
                "--path" => options with { Path = PathOf(value) },
                "--hub-url" => options with { HubUrl = UrlOf(name, value) },
                "--hub" => options with { Hubs = [.. options.Hubs, HubOf(value, environment)] },
                "--hub-key" => options with { HubKey = value },
                "--hub-body" => options with { HubBody = value },
                "--output" => options with { Output = value },
                _ => throw new LoadBenchException($"Expected an option of --help, got '{name}'"),
            };
        }

        return options;
    }

    private static int Number(string name, string value, int min, int max)
        => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new LoadBenchException($"Expected {name} to be a number from {min} to {max}, got '{value}'");

    private static Uri UrlOf(string name, string value)
        => Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp
            ? url
            : throw new LoadBenchException($"Expected {name} to be an http URL, got '{value}'");

    private static NamedHub HubOf(string value, Func<string, string?> environment)
    {
        if (value.Split('=', 2) is not [{ Length: > 0 } name, var url] || !name.All(char.IsAsciiLetterOrDigit))
            throw new LoadBenchException($"Expected --hub to be a name of letters and digits, '=' and a URL, got '{value}'");
        return new NamedHub(name, UrlOf("--hub", url), environment($"{KeyVariable}_{name.ToUpperInvariant()}"));
    }

    private static string PathOf(string value)
        => value.StartsWith('/') ? value : throw new LoadBenchException($"Expected --path to start with a slash, got '{value}'");
}
