using System.Net;
using System.Net.Sockets;

namespace ProKure.Integrations.Execution.Connections;

/// <summary>Opens a connection to the first of several addresses that takes it, so that one that swallows packets does not use up the time (RFC 8305).</summary>
internal static class AddressRace
{
    // RFC 8305, section 8: Connection Attempt Delay.
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

    /// <exception cref="SocketException">None took it; what the first said.</exception>
    public static async Task<Socket> ConnectAsync(IReadOnlyList<IPAddress> addresses, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        if (addresses.Count == 1)
            return await ConnectAsync(addresses[0], port, cancellationToken);

        using var race = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = new Queue<IPAddress>(Alternating(addresses));
        var running = new List<Task<Socket>>();
        SocketException? first = null;
        try
        {
            while (true)
            {
                if (waiting.TryDequeue(out var address))
                    running.Add(ConnectAsync(address, port, race.Token));
                else if (running.Count == 0)
                    throw first!;

                var headStart = Task.Delay(waiting.Count > 0 ? HeadStart : Timeout.InfiniteTimeSpan, time, race.Token);
                if (await Task.WhenAny([headStart, .. running]) is not Task<Socket> ended)
                    continue;
                running.Remove(ended);
                try
                {
                    return await ended;
                }
                catch (SocketException fault)
                {
                    first ??= fault;
                }
            }
        }
        finally
        {
            await race.CancelAsync();
            foreach (var loser in running)
                _ = CloseAsync(loser);
        }
    }

    private static async Task<Socket> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The families take turns, beginning with the one that the resolver prefers (RFC 8305, section 4).
    private static IEnumerable<IPAddress> Alternating(IReadOnlyList<IPAddress> addresses)
    {
        var preferred = addresses.Where(address => address.AddressFamily == addresses[0].AddressFamily).ToList();
        var others = addresses.Where(address => address.AddressFamily != addresses[0].AddressFamily).ToList();
        for (var i = 0; i < Math.Max(preferred.Count, others.Count); i++)
        {
            if (i < preferred.Count)
                yield return preferred[i];
            if (i < others.Count)
                yield return others[i];
        }
    }

    private static async Task CloseAsync(Task<Socket> loser)
    {
        try
        {
            (await loser).Dispose();
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            // It lost by not connecting at all.
        }
    }
}
