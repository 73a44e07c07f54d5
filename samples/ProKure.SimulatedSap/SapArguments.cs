using System.Globalization;
using System.Net;

namespace ProKure.Samples.Sap;

/// <summary>Reads the program's command line.</summary>
internal static class SapArguments
{
    public const int DefaultPort = 5090;

    public const string Usage = """
        Usage: ProKure.SimulatedSap [--port N | --urls http://ADDRESS:N]
          --port N    listen on 127.0.0.1, port N (0: any free one); 5090 by default
          --urls URL  listen on one http URL whose host is an IP address or localhost
        """;

    /// <summary>The options that the arguments ask for; null with a message where they are wrong.</summary>
    public static SimulatedSapOptions? Read(string[] args, out string? fault)
    {
        fault = null;
        switch (args)
        {
            case []:
                return new SimulatedSapOptions { Port = DefaultPort };
            case ["--port", var text]:
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort)
                    return new SimulatedSapOptions { Port = port };
                fault = $"Expected --port to be a number from 0 to {IPEndPoint.MaxPort}, got '{text}'";
                return null;
            case ["--urls", var text]:
                if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp && AddressOf(url) is { } address)
                    return new SimulatedSapOptions { Port = url.Port, Address = address };
                fault = $"Expected --urls to be one URL such as http://127.0.0.1:{DefaultPort}, got '{text}'";
                return null;
            default:
                fault = $"Expected --port N or --urls URL, got '{string.Join(' ', args)}'";
                return null;
        }
    }

    private static IPAddress? AddressOf(Uri url)
        => url.IsLoopback && !IPAddress.TryParse(url.IdnHost, out _) ? IPAddress.Loopback
            : IPAddress.TryParse(url.IdnHost, out var address) ? address
            : null;
}
