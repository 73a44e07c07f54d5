using System.Net;
using System.Net.Sockets;
using ProKure.Integrations.Execution.Connections;

namespace ProKure.Integrations.Configuration.Validation;

/// <summary>Checks of where a system's calls may go.</summary>
internal static class OutboundChecks
{
    private const int MaxEntries = 100;
    private const int MostRedirects = 10;
    private const int MaxCertificatesLength = 256 * 1024;

    // As wide as the widest private networks: 10.0.0.0/8 and fc00::/7.
    private const int WidestIPv4 = 8;
    private const int WidestIPv6 = 7;

    public static void Check(RowFaults faults, string path, OutboundConfig outbound)
    {
        CheckEach(faults, WirePath.Member(path, "allow_hosts"), outbound.AllowHosts, CheckHost);
        CheckEach(faults, WirePath.Member(path, "allow_networks"), outbound.AllowNetworks, CheckNetwork);
        FieldChecks.Range(faults, WirePath.Member(path, "max_redirects"), outbound.MaxRedirects, 0, MostRedirects, "redirects");
        if (outbound.CaCertificates is { } pem)
            CheckCertificates(faults, WirePath.Member(path, "ca_certificates"), pem);
    }

    private static void CheckEach(RowFaults faults, string path, IReadOnlyList<string> entries, Action<RowFaults, string, string> check)
    {
        if (entries.Count > MaxEntries)
            faults.Add(path, $"Expected at most {MaxEntries} entries, found {entries.Count}.");
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < entries.Count; i++)
        {
            if (seen.Add(entries[i]))
                check(faults, WirePath.Item(path, i), entries[i]);
            else
                faults.Add(WirePath.Item(path, i), $"{Shown.Value(entries[i])} stands there twice.");
        }
    }

    private static void CheckHost(RowFaults faults, string path, string text)
    {
        if (!AllowedHost.TryParse(text, out var host))
            faults.Add(path, $"Expected {AllowedHost.Form}, found {Shown.Value(text)}.");
        else if (host.Address is { } address && SpecialAddress.Of(EmbeddedAddress.Plain(address)) is { Use: SpecialUse.NeverCalled } special)
            faults.Add(path, $"Expected an address that can be called; {address} is {special.Name}.");
    }

    private static void CheckNetwork(RowFaults faults, string path, string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IPNetwork.TryParse(text, out var network) || !network.BaseAddress.Equals(IPAddress.Parse(text.AsSpan(0, slash))))
        {
            faults.Add(path, $"Expected a network such as 10.20.0.0/16 or fd12:3456::/32, without bits set behind the prefix, found {Shown.Value(text)}.");
            return;
        }

        var widest = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? WidestIPv4 : WidestIPv6;
        if (network.PrefixLength < widest)
            faults.Add(path, $"Expected a network of at most /{widest}, found {Shown.Value(text)}: one as wide as this would turn the check off.");
        else if (network.BaseAddress.IsIPv4MappedToIPv6)
            faults.Add(path, $"Expected the IPv4 network itself, found its IPv6 form {Shown.Value(text)}.");
        else if (SpecialAddress.Of(network.BaseAddress) is { Use: SpecialUse.NeverCalled } special)
            faults.Add(path, $"Expected a network that can be called; {network.BaseAddress} is {special.Name}.");
    }

    private static void CheckCertificates(RowFaults faults, string path, string pem)
    {
        if (pem.Length > MaxCertificatesLength)
        {
            faults.Add(path, $"Expected at most {MaxCertificatesLength} characters, found {pem.Length}.");
            return;
        }

        // Nothing of the text is repeated: who pastes a private key by mistake should not find it in a log.
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            faults.Add(path, "Expected certificates only, found a private key. It must not be kept here; treat it as disclosed.");
            return;
        }

        try
        {
            var authorities = OutboundRules.AuthoritiesIn(pem);
            foreach (var authority in authorities)
                authority.Dispose();
        }
        catch (FormatException)
        {
            faults.Add(path, "Expected certificates in PEM form (-----BEGIN CERTIFICATE-----), found none that can be read.");
        }
    }
}
