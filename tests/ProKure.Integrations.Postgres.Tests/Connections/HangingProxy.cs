using System.Net;
using System.Net.Sockets;

namespace ProKure.Integrations.Postgres.Tests.Connections;

/// <summary>A TCP proxy that can stop forwarding without closing anything, as a network that swallows packets.</summary>
internal sealed class HangingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _accepting;
    private TaskCompletionSource _forwards = Done();

    public HangingProxy(int target)
    {
        _listener.Start();
        _accepting = AcceptAsync(target);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Hang() => Volatile.Write(ref _forwards, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public void GoOn() => Volatile.Read(ref _forwards).TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        GoOn();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closed.Dispose();
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        done.SetResult();
        return done;
    }

    private async Task AcceptAsync(int target)
    {
        while (true)
            _ = ServeAsync(await _listener.AcceptTcpClientAsync(_closed.Token), target);
    }

    private async Task ServeAsync(TcpClient client, int target)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(IPAddress.Loopback, target, _closed.Token);
            await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[16 * 1024];
        var (source, target) = (from.GetStream(), to.GetStream());
        while (await source.ReadAsync(buffer, _closed.Token) is > 0 and var read)
        {
            await Volatile.Read(ref _forwards).Task.WaitAsync(_closed.Token);
            await target.WriteAsync(buffer.AsMemory(0, read), _closed.Token);
        }
    }
}
