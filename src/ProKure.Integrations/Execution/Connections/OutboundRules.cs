using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Execution.Connections;

/// <summary>Which addresses a system's calls may go to, and whose certificates they trust: its configuration, read once.</summary>
internal sealed class OutboundRules
{
    private readonly AllowedHost[] _hosts;
    private readonly IPNetwork[] _networks;

    private OutboundRules(AllowedHost[] hosts, IPNetwork[] networks, X509Certificate2Collection? authorities)
    {
        _hosts = hosts;
        _networks = networks;
        Authorities = authorities;
    }

    /// <summary>The authorities that are trusted in place of the machine's; null for the machine's.</summary>
    public X509Certificate2Collection? Authorities { get; }

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="FormatException">An entry is none.</exception>
    public static OutboundRules Of(OutboundConfig config) => new(
        [.. config.AllowHosts.Select(text => AllowedHost.TryParse(text, out var host) ? host : throw new FormatException($"outbound.allow_hosts: '{text}' is no host."))],
        [.. config.AllowNetworks.Select(text => IPNetwork.TryParse(text, out var network) ? network : throw new FormatException($"outbound.allow_networks: '{text}' is no network."))],
        config.CaCertificates is { } pem ? AuthoritiesIn(pem) : null);

    /// <summary>The certificates of a PEM text.</summary>
    /// <exception cref="FormatException">There is none, or one cannot be read.</exception>
    public static X509Certificate2Collection AuthoritiesIn(string pem)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException fault)
        {
            throw new FormatException("outbound.ca_certificates: a certificate cannot be read.", fault);
        }

        return authorities.Count > 0 ? authorities : throw new FormatException("outbound.ca_certificates: there is no certificate in it.");
    }

    /// <summary>Whether the allow-list names the host and port of a URL.</summary>
    public bool Names(string host, int port) => Array.Exists(_hosts, entry => entry.Matches(host, port));

    /// <summary>Why an address that the host has must not be called; null when it may be.</summary>
    public SpecialAddress? Refusal(string host, int port, IPAddress address)
    {
        var plain = EmbeddedAddress.Plain(address);
        if (SpecialAddress.Of(plain) is { } special && !IsAllowed(special, host, port, plain))
            return special;
        foreach (var inner in EmbeddedAddress.In(plain))
        {
            if (SpecialAddress.Of(inner) is { } carried && !IsAllowed(carried, host, port, inner))
                return carried with { Name = $"{carried.Name} ({inner} inside)" };
        }

        return null;
    }

    private bool IsAllowed(SpecialAddress special, string host, int port, IPAddress address) => special.Use switch
    {
        SpecialUse.NeedsPermission => Names(host, port) || Array.Exists(_networks, network => network.Contains(address)),
        SpecialUse.NeedsOwnEntry =>
            Array.Exists(_hosts, entry => address.Equals(entry.Address) && entry.Matches(host, port))
            || Array.Exists(_networks, network => network.BaseAddress.Equals(address) && network.PrefixLength == address.GetAddressBytes().Length * 8),
        _ => false,
    };
}
