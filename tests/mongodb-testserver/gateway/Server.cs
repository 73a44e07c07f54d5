using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MongoTestServer;

/// <summary>Accepts clients, and holds what their commands share.</summary>
internal sealed class Server(Engine engine, int port)
{
    private readonly ConcurrentDictionary<long, ClientConnection> _clients = new();
    private long _lastConnectionId;

    public Engine Engine => engine;
    public CursorStore Cursors { get; } = new(engine);
    public TtlMonitor Ttl { get; } = new(engine);
    public KeyedLocks SchemaLocks { get; } = new();
    public KeyedLocks UpsertLocks { get; } = new();
    public int Port => port;
    public DateTime Started { get; } = TimeProvider.System.GetUtcNow().UtcDateTime;
    public int OpenConnections => _clients.Count;
    public long TotalConnections => Interlocked.Read(ref _lastConnectionId);

    public async Task RunAsync(CancellationToken stop)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(1024);
        _ = Ttl.RunAsync(stop);
        _ = CloseIdleCursorsAsync(stop);
        Console.WriteLine($"listening on 127.0.0.1:{port}");
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptAsync(stop);
                _ = ServeAsync(socket, stop);
            }
            catch (SocketException error)
            {
                Console.WriteLine($"accept failed: {error.Message}");
                await Task.Delay(100, stop);
            }
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken stop)
    {
        var id = Interlocked.Increment(ref _lastConnectionId);
        using var client = new ClientConnection(this, socket, id);
        _clients[id] = client;
        try
        {
            await client.RunAsync(stop);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // the client went away, or the server stops
        }
        catch (Exception error)
        {
            Console.WriteLine($"connection {id} closed: {error.GetType().Name}: {error.Message}");
        }
        finally
        {
            _clients.TryRemove(id, out _);
        }
    }

    private async Task CloseIdleCursorsAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1));
        while (await timer.WaitForNextTickAsync(stop))
        {
            try
            {
                await Cursors.KillIdleAsync();
                await engine.QueryAsync("SELECT documentdb_api_internal.cursor_directory_cleanup()::text", stop);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Console.WriteLine($"cursor clean-up failed: {error.Message}");
            }
        }
    }
}
