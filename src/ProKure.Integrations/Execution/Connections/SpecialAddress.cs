using System.Net;
using System.Net.Sockets;

namespace ProKure.Integrations.Execution.Connections;

/// <summary>What it takes to call an address that is not an ordinary public one.</summary>
internal enum SpecialUse
{
    /// <summary>The system's allow-list names the host, or a network that holds the address.</summary>
    NeedsPermission,

    /// <summary>The allow-list names this very address: whatever answers there hands out the credentials of the machine.</summary>
    NeedsOwnEntry,

    /// <summary>No connection can mean anything but a mistake or an attack.</summary>
    NeverCalled,
}

/// <summary>A range of addresses that is not for ordinary public hosts, and an address that another one carries inside.</summary>
/// <remarks>
/// After the IANA special-purpose registries (RFC 6890 and the registries that it set up), and the metadata addresses that the large clouds document.
/// </remarks>
internal sealed record SpecialAddress(string Name, SpecialUse Use)
{
    private static readonly SpecialAddress NotGlobal = new("not a global unicast address", SpecialUse.NeedsPermission);
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    // The first that holds the address counts, so that the narrow ones stand first.
    private static readonly (IPNetwork Network, SpecialAddress Is)[] Ranges =
    [
        .. Of("a cloud's metadata service", SpecialUse.NeedsOwnEntry,
            "169.254.169.254/32", "169.254.170.2/32", "169.254.170.23/32", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32",
            "fd00:ec2::254/128", "fd00:ec2::23/128", "fd20:ce::254/128", "fd00:42::42/128"),

        .. Of("unspecified (this host)", SpecialUse.NeverCalled, "0.0.0.0/8", "::/128"),
        .. Of("the broadcast address", SpecialUse.NeverCalled, "255.255.255.255/32"),
        .. Of("multicast", SpecialUse.NeverCalled, "224.0.0.0/4", "ff00::/8"),

        .. Of("loopback", SpecialUse.NeedsPermission, "127.0.0.0/8", "::1/128"),
        .. Of("link-local", SpecialUse.NeedsPermission, "169.254.0.0/16", "fe80::/10"),
        .. Of("private", SpecialUse.NeedsPermission, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"),
        .. Of("shared by a carrier's customers (CGNAT)", SpecialUse.NeedsPermission, "100.64.0.0/10"),
        .. Of("for documentation", SpecialUse.NeedsPermission, "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
        .. Of("for benchmarking", SpecialUse.NeedsPermission, "198.18.0.0/15", "2001:2::/48"),
        .. Of("for protocol assignments", SpecialUse.NeedsPermission, "192.0.0.0/24", "192.88.99.0/24"),
        .. Of("reserved", SpecialUse.NeedsPermission, "240.0.0.0/4"),
        .. Of("IPv4-compatible", SpecialUse.NeedsPermission, "::/96"),
        .. Of("translated (NAT64, local use)", SpecialUse.NeedsPermission, "64:ff9b:1::/48"),
        .. Of("6to4", SpecialUse.NeedsPermission, "2002::/16"),
        .. Of("Teredo", SpecialUse.NeedsPermission, "2001::/32"),
        .. Of("for protocol assignments", SpecialUse.NeedsPermission, "2001::/23"),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Why the address is special; null for an ordinary public one.</summary>
    public static SpecialAddress? Of(IPAddress address)
    {
        foreach (var (network, special) in Ranges)
        {
            if (network.Contains(address))
                return special;
        }

        // What NAT64 makes of a public IPv4 address is how IPv6-only networks reach it (RFC 6052); the address inside is judged too.
        return address.AddressFamily == AddressFamily.InterNetworkV6 && !GlobalUnicast.Contains(address) && !Nat64.Contains(address) ? NotGlobal : null;
    }

    private static IEnumerable<(IPNetwork Network, SpecialAddress Is)> Of(string name, SpecialUse use, params string[] networks)
    {
        var special = new SpecialAddress(name, use);
        return networks.Select(network => (IPNetwork.Parse(network), special));
    }
}
