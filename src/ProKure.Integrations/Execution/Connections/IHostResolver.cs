using System.Net;

namespace ProKure.Integrations.Execution.Connections;

/// <summary>Finds the addresses of a host's name. A boundary, so that tests can answer what no real name server would.</summary>
public interface IHostResolver
{
    /// <summary>All addresses of the name, in the order in which they should be tried.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">There is no such name, or no answer.</exception>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken);
}

/// <summary>The machine's own way to find addresses.</summary>
public sealed class SystemHostResolver : IHostResolver
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
        await Dns.GetHostAddressesAsync(host, cancellationToken);
}
