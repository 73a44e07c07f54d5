using System.Net;

namespace ProKure.LoadBench.Targets;

/// <summary>The only addresses that load is sent to.</summary>
internal static class LoopbackAddress
{
    /// <exception cref="LoadBenchException">The URL's host is not this machine's loopback.</exception>
    public static IPEndPoint Of(Uri url)
    {
        if (string.Equals(url.Host, "localhost", StringComparison.OrdinalIgnoreCase))
            return new IPEndPoint(IPAddress.Loopback, url.Port);
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
            return new IPEndPoint(address, url.Port);
        throw new LoadBenchException($"Load is sent to this machine only: expected a host such as 127.0.0.1, got '{url.Host}'");
    }
}
