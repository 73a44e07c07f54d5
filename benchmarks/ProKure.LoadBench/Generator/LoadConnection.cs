using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ProKure.LoadBench.Generator;

/// <summary>One keep-alive connection that sends the same bytes, waits for the whole answer, and sends again.</summary>
internal sealed class LoadConnection(IPEndPoint server, byte[] request) : IDisposable
{
    private const int MaxFaultsInARow = 100;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly ResponseParser _parser = new();
    private volatile Socket? _socket;
    private volatile bool _cut;

    public Tally Tally { get; } = new();

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket = socket;
        await socket.ConnectAsync(server, cancellationToken);
        if (_cut)
            socket.Dispose();
    }

    /// <summary>Sends one request after the other until the budget is used up, or until too many in a row got no answer.</summary>
    public async Task RunAsync(RequestBudget budget, CancellationToken cancellationToken)
    {
        for (var faults = 0; faults < MaxFaultsInARow && !_cut && budget.TryTake();)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                if (_socket is null)
                    await ConnectAsync(cancellationToken);
                await ExchangeAsync(received: null);
                Tally.Answer(_parser.Status, Stopwatch.GetElapsedTime(start));
                faults = 0;
                if (!_parser.KeepAlive)
                    Close();
            }
            catch (Exception fault) when (fault is SocketException or IOException or FormatException or ObjectDisposedException or OperationCanceledException)
            {
                Tally.Break(_cut ? "no answer before the run was cut off" : fault.Message);
                faults++;
                Close();
            }
        }
    }

    /// <summary>Sends one request and returns the status, with all that was received added to <paramref name="received"/> if given.</summary>
    public async Task<int> ExchangeAsync(Stream? received)
    {
        var socket = _socket ?? throw new InvalidOperationException("The connection is not open");
        for (var sent = 0; sent < request.Length;)
            sent += await socket.SendAsync(request.AsMemory(sent), SocketFlags.None);

        _parser.Reset();
        while (true)
        {
            var count = await socket.ReceiveAsync(_buffer, SocketFlags.None);
            if (count == 0)
                throw new IOException("the server closed the connection before the answer had ended");
            received?.Write(_buffer, 0, count);
            if (_parser.Feed(_buffer.AsSpan(0, count)))
                return _parser.Status;
        }
    }

    /// <summary>Ends whatever is in flight, from another thread; costs nothing while it is not called, unlike a token on each send and receive.</summary>
    public void Cut()
    {
        _cut = true;
        _socket?.Dispose();
    }

    public void Dispose() => Close();

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
