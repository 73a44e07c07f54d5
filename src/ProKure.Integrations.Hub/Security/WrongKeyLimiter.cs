using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Hub.Security;

/// <summary>
/// Slows down who tries keys: counts the wrong ones from each address. Right keys always pass, so that nobody can lock out callers behind the same address.
/// </summary>
internal sealed class WrongKeyLimiter : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<IPAddress> _limiter;

    public WrongKeyLimiter(IOptions<HubOptions> options)
    {
        var window = new FixedWindowRateLimiterOptions { PermitLimit = options.Value.WrongKeysPerMinute, Window = Window };
        _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address => RateLimitPartition.GetFixedWindowLimiter(Network(address), _ => window));
    }

    /// <summary>Counts a wrong key.</summary>
    /// <returns>How long the address should wait when it has sent too many; null otherwise.</returns>
    public TimeSpan? Count(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(address ?? IPAddress.None);
        if (lease.IsAcquired)
            return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
    }

    public void Dispose() => _limiter.Dispose();

    // A single host commonly owns a whole /64 of IPv6.
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
