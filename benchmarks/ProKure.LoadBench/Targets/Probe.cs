using System.Net.Sockets;
using System.Text;
using ProKure.LoadBench.Generator;

namespace ProKure.LoadBench.Targets;

/// <summary>Sends a target one request before any load, so that no run measures how fast a server refuses.</summary>
internal static class Probe
{
    private const int MaxShown = 500;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <exception cref="LoadBenchException">The target did not answer with a status from 200 to 299.</exception>
    public static async Task CheckAsync(Target target, CancellationToken cancellationToken)
    {
        using var connection = new LoadConnection(target.Server, target.Request);
        using var received = new MemoryStream();
        try
        {
            await connection.ConnectAsync(cancellationToken);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await using var cut = patience.Token.Register(connection.Cut);
            patience.CancelAfter(Timeout);
            if (await connection.ExchangeAsync(received) is >= 200 and < 300)
                return;
        }
        catch (Exception fault) when (fault is SocketException or IOException or FormatException or ObjectDisposedException)
        {
            throw new LoadBenchException($"The target '{target.Key}' at {target.Server} does not answer: {fault.Message}", fault);
        }

        var answer = Encoding.UTF8.GetString(received.GetBuffer(), 0, (int)Math.Min(received.Length, MaxShown));
        throw new LoadBenchException($"The target '{target.Key}' at {target.Server} does not answer with success:\n{answer}");
    }
}
