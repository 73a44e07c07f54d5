using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace ProKure.Integrations.Execution.Connections;

/// <summary>An entry of an allow-list of hosts: a name or an address, and a port or every port.</summary>
/// <param name="Host">As it stands in a URL's host, in lower case, international names in their ASCII form, without a dot at the end.</param>
/// <param name="Port">The port; null for every port.</param>
internal sealed record AllowedHost(string Host, int? Port)
{
    /// <summary>The form, for messages.</summary>
    public const string Form = "a host with or without a port, such as sap.corp.example, 10.1.2.3:8443 or [fd12::7]:443";

    private static readonly SearchValues<char> NotInHosts = SearchValues.Create("/\\?#@%* \t");

    /// <summary>The address, where the host is one.</summary>
    public IPAddress? Address { get; } = IPAddress.TryParse(Host, out var address) ? address : null;

    /// <summary>Whether a connection to the host and port of a URL is meant.</summary>
    public bool Matches(string host, int port) => (Port is null || Port == port) && Normalize(host) == Host;

    /// <summary>Host and port as they are compared.</summary>
    public static string Normalize(string host) => host.TrimEnd('.').ToLowerInvariant();

    /// <summary>Reads an entry.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AllowedHost? entry)
    {
        entry = null;
        if (string.IsNullOrEmpty(text) || text.AsSpan().ContainsAny(NotInHosts))
            return false;
        var (host, port) = Split(text);
        if (port is not null && !(ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0))
            return false;
        if (!Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var url) || url.HostNameType is UriHostNameType.Unknown or UriHostNameType.Basic)
            return false;
        entry = new AllowedHost(Normalize(url.IdnHost), port is null ? null : int.Parse(port, CultureInfo.InvariantCulture));
        return true;
    }

    private static (string Host, string? Port) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0)
            return (text, null);
        if (text[0] == '[')
            return text[colon - 1] == ']' ? (text[..colon], text[(colon + 1)..]) : (text, null);
        return text.IndexOf(':', StringComparison.Ordinal) == colon ? (text[..colon], text[(colon + 1)..]) : ($"[{text}]", null);
    }
}
