using System.Net;
using System.Net.Sockets;

namespace ProKure.Integrations.Execution.Connections;

/// <summary>IPv4 addresses inside IPv6 addresses, which a gateway or the operating system would call.</summary>
internal static class EmbeddedAddress
{
    private static readonly (IPNetwork Network, Func<byte[], byte[]> Find)[] Forms =
    [
        (IPNetwork.Parse("::/96"), bytes => bytes[12..]),                                               // IPv4-compatible (RFC 4291, section 2.5.5.1)
        (IPNetwork.Parse("::ffff:0:0:0/96"), bytes => bytes[12..]),                                     // IPv4-translated (RFC 7915)
        (IPNetwork.Parse("64:ff9b::/96"), bytes => bytes[12..]),                                        // NAT64 (RFC 6052)
        (IPNetwork.Parse("64:ff9b:1::/48"), bytes => [bytes[6], bytes[7], bytes[9], bytes[10]]),        // NAT64, local use (RFC 8215), with a /48 prefix
        (IPNetwork.Parse("2002::/16"), bytes => bytes[2..6]),                                           // 6to4 (RFC 3056)
        (IPNetwork.Parse("2001::/32"), bytes => [.. bytes[12..].Select(octet => (byte)~octet)]),        // Teredo (RFC 4380)
    ];

    /// <summary>The IPv4 address of an IPv4-mapped one, which is the same thing; any other as it is, without a zone.</summary>
    public static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
    }

    /// <summary>The IPv4 addresses that the address may carry.</summary>
    public static IEnumerable<IPAddress> In(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.Equals(IPAddress.IPv6Loopback) || address.Equals(IPAddress.IPv6Any))
            yield break;
        var bytes = address.GetAddressBytes();
        foreach (var (network, find) in Forms)
        {
            if (network.Contains(address))
                yield return new IPAddress(find(bytes));
        }

        // A local NAT64 prefix may be a /96 of its /48, too.
        if (Forms[3].Network.Contains(address))
            yield return new IPAddress(bytes.AsSpan(12));
    }
}
