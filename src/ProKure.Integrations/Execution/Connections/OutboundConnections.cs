using System.Collections.Concurrent;
using System.Net;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Execution.Connections;

/// <summary>
/// One pool of connections for each system, client certificate and connection policy, so that systems cannot take each other's connections. Whatever the hub calls for a system
/// goes through here: addresses are checked, nothing is redirected, retried or sent through a proxy behind the caller's back.
/// </summary>
/// <remarks>
/// HTTP/1.1 only: a connection carries one request at a time, so that what happened to a request is known from what happened to its connection. A pool whose
/// policy is no longer in force is dropped, not disposed: calls may still be using it, and idle connections close on their own.
/// </remarks>
public sealed class OutboundConnections
{
    private readonly ConcurrentDictionary<string, Pool> _pools = new(StringComparer.Ordinal);
    private readonly IHostResolver _resolver;
    private readonly TimeProvider _time;

    /// <summary>Begins without connections.</summary>
    public OutboundConnections(IHostResolver resolver, TimeProvider time)
    {
        _resolver = resolver;
        _time = time;
    }

    /// <summary>What sends a system's requests.</summary>
    /// <param name="system">The system.</param>
    /// <param name="certificate">The client certificate; null for none. Its connections serve nobody else: a connection stays whose it was when it was opened.</param>
    /// <exception cref="FormatException">The system's outbound rules cannot be read.</exception>
    internal HttpMessageInvoker For(SystemConfig system, ClientCertificate? certificate = null)
    {
        var key = certificate is null ? system.Code : $"{system.Code}\n{certificate.Thumbprint}";
        if (_pools.TryGetValue(key, out var pool) && pool.Serves(system, certificate))
            return pool.Invoker;
        return _pools.AddOrUpdate(key, _ => Create(system, certificate), (_, current) => current.Serves(system, certificate) ? current : Create(system, certificate)).Invoker;
    }

    private Pool Create(SystemConfig system, ClientCertificate? certificate) => new(system, certificate, new HttpMessageInvoker(
        new ObservingHandler(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null, // The pipeline writes traceparent itself, so that it is logged as sent.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None, // ResponseBodyReader expands, and counts both lengths.
            ConnectCallback = new ConnectionOpener(system, certificate, _resolver, _time).OpenAsync,
            ConnectTimeout = system.ConnectTimeout,
            MaxConnectionsPerServer = system.MaxConnections,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(50),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed DNS record is noticed
            UseCookies = false,
            UseProxy = false,
        }),
        disposeHandler: true));

    private sealed record Pool(SystemConfig System, ClientCertificate? Certificate, HttpMessageInvoker Invoker)
    {
        public bool Serves(SystemConfig system, ClientCertificate? certificate) =>
            Certificate?.Thumbprint == certificate?.Thumbprint
            && (ReferenceEquals(System, system) || (System.ConnectTimeout == system.ConnectTimeout && System.MaxConnections == system.MaxConnections && System.Outbound == system.Outbound));
    }
}

/// <summary>Gives each request an exchange, and makes the flow that sends it the exchange's.</summary>
internal sealed class ObservingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(WireExchange.Key, out var exchange))
            request.Options.Set(WireExchange.Key, exchange = new WireExchange());
        if (request.Content is { } content)
            request.Content = new ObservedContent(content, exchange);
        request.Version = HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        WireExchange.Current = exchange;
        var response = await base.SendAsync(request, cancellationToken);
        if (HasUnreadableLength(response))
        {
            response.Dispose();
            throw new HttpRequestException(HttpRequestError.InvalidResponse, "The Content-Length is no length.");
        }

        return response;
    }

    // The HTTP client would take the answer to end where the connection does (against RFC 9112, section 6.3), so that half a body passed for a whole one.
    private static bool HasUnreadableLength(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues("Content-Length", out var lengths)
        && (response.Content.Headers.ContentLength is null || lengths.Distinct(StringComparer.Ordinal).Count() > 1);
}
