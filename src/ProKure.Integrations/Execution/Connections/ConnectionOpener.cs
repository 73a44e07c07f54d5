using System.Net;
using System.Net.Sockets;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Execution.Connections;

/// <summary>
/// Opens a system's connections: finds the host's addresses, checks every one, connects to a permitted one (and to no other: the name is not asked again), and
/// shakes hands. What fails says in which of these phases.
/// </summary>
internal sealed class ConnectionOpener(SystemConfig system, ClientCertificate? certificate, IHostResolver resolver, TimeProvider time)
{
    private readonly OutboundRules _rules = OutboundRules.Of(system.Outbound);

    public async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        context.InitialRequestMessage.Options.TryGetValue(WireExchange.Key, out var exchange);
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);

        var began = time.GetTimestamp();
        var addresses = Permitted(host, port, await ResolveAsync(host, exchange, cancellationToken));
        var resolved = time.GetTimestamp();
        exchange?.Timings?.DnsMs = time.GetElapsedTime(began, resolved).TotalMilliseconds;

        var socket = await ConnectAsync(addresses, port, exchange, cancellationToken);
        var connected = time.GetTimestamp();
        exchange?.Timings?.ConnectMs = time.GetElapsedTime(resolved, connected).TotalMilliseconds;

        if (context.InitialRequestMessage.RequestUri?.Scheme != Uri.UriSchemeHttps)
            return new ObservedNetworkStream(socket, new ConnectionObserver(time));
        exchange?.Opening(ErrorPhase.Tls);
        var stream = await new TlsHandshake(AllowedHost.Normalize(host), _rules.Authorities, certificate).RunAsync(socket, new ConnectionObserver(time), cancellationToken);
        exchange?.Timings?.TlsMs = time.GetElapsedTime(connected).TotalMilliseconds;
        return stream;
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, WireExchange? exchange, CancellationToken cancellationToken)
    {
        exchange?.Opening(ErrorPhase.Dns);
        if (IPAddress.TryParse(host, out var literal))
            return [literal];
        try
        {
            var addresses = await resolver.ResolveAsync(host, cancellationToken);
            return addresses.Count > 0 ? addresses : throw new SocketException((int)SocketError.NoData);
        }
        catch (SocketException fault)
        {
            throw Failed(ErrorType.Dns, ErrorPhase.Dns, $"The host's name '{host}' could not be resolved: {fault.Message}", fault);
        }
    }

    private List<IPAddress> Permitted(string host, int port, IReadOnlyList<IPAddress> addresses)
    {
        var permitted = new List<IPAddress>(addresses.Count);
        (IPAddress Address, SpecialAddress Reason)? refused = null;
        foreach (var address in addresses)
        {
            if (_rules.Refusal(host, port, address) is { } reason)
                refused ??= (address, reason);
            else
                permitted.Add(EmbeddedAddress.Plain(address));
        }

        return permitted.Count > 0 ? permitted : throw Refused(host, port, refused!.Value.Address, refused.Value.Reason);
    }

    private async Task<Socket> ConnectAsync(IReadOnlyList<IPAddress> addresses, int port, WireExchange? exchange, CancellationToken cancellationToken)
    {
        exchange?.Opening(ErrorPhase.Connect);
        try
        {
            return await AddressRace.ConnectAsync(addresses, port, time, cancellationToken);
        }
        catch (SocketException fault)
        {
            throw Failed(ErrorType.Connect, ErrorPhase.Connect, $"No connection could be opened: {fault.Message} ({string.Join(", ", addresses)}, port {port})", fault);
        }
    }

    private ConnectionOpenException Refused(string host, int port, IPAddress address, SpecialAddress reason)
    {
        var shown = IPAddress.TryParse(host, out _) ? $"The address {address}" : $"The host '{host}' has the address {address}, which";
        var plain = EmbeddedAddress.Plain(address);
        var wayOut = reason.Use switch
        {
            SpecialUse.NeedsPermission => $"If {system.Code} is really there, add {Entry(host, port)} to outbound.allow_hosts of the system, or the network to outbound.allow_networks.",
            SpecialUse.NeedsOwnEntry => $"If {system.Code} is really there, add {plain}/{plain.GetAddressBytes().Length * 8} to outbound.allow_networks of the system.",
            _ => "No setting allows it; correct base_url, or the name's entry.",
        };
        return new ConnectionOpenException(new AttemptFailure
        {
            Type = ErrorType.Configuration,
            Phase = ErrorPhase.Connect,
            Side = ErrorSide.Configuration,
            Code = "ADDRESS_REFUSED",
            Message = $"{shown} is {reason.Name}. Nothing was sent. {wayOut}",
        });
    }

    private static string Entry(string host, int port) => $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : AllowedHost.Normalize(host))}:{port}";

    private static ConnectionOpenException Failed(ErrorType type, ErrorPhase phase, string message, Exception fault) =>
        new(new AttemptFailure { Type = type, Phase = phase, Side = ErrorSide.Theirs, Message = message }, fault);
}
