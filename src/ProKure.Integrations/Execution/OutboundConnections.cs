using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Execution;

/// <summary>One pool of connections for each system and connection policy, so that systems cannot take each other's connections.</summary>
/// <remarks>
/// A pool whose policy is no longer in force is dropped, not disposed: calls may still be using it, and idle connections close on their own.
/// </remarks>
internal sealed class OutboundConnections
{
    internal static readonly HttpRequestOptionsKey<AttemptTimings> Timings = new("prokure.timings");

    private readonly ConcurrentDictionary<string, (ConnectionPolicy Policy, HttpMessageInvoker Invoker)> _pools = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    public OutboundConnections(TimeProvider time) => _time = time;

    public HttpMessageInvoker For(SystemConfig system)
    {
        var policy = new ConnectionPolicy(system.ConnectTimeout, system.MaxConnections);
        if (_pools.TryGetValue(system.Code, out var pool) && pool.Policy == policy)
            return pool.Invoker;
        return _pools.AddOrUpdate(
            system.Code,
            _ => (policy, Create(policy)),
            (_, current) => current.Policy == policy ? current : (policy, Create(policy))).Invoker;
    }

    private HttpMessageInvoker Create(ConnectionPolicy policy) => new(
        new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null, // The pipeline writes traceparent itself, so that it is logged as sent.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = policy.ConnectTimeout,
            MaxConnectionsPerServer = policy.MaxConnections,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(50),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed DNS record is noticed
            UseCookies = false,
            UseProxy = false,
        },
        disposeHandler: true);

    // Exceptions of name look-up keep their type (SocketException with a host error), from which the phase is read.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        context.InitialRequestMessage.Options.TryGetValue(Timings, out var timings);
        var began = _time.GetTimestamp();
        var addresses = IPAddress.TryParse(context.DnsEndPoint.Host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var resolved = _time.GetTimestamp();
        if (timings is not null)
            timings.DnsMs = _time.GetElapsedTime(began, resolved).TotalMilliseconds;

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            if (timings is not null)
                timings.ConnectMs = _time.GetElapsedTime(resolved).TotalMilliseconds;
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private readonly record struct ConnectionPolicy(TimeSpan ConnectTimeout, int MaxConnections);
}
