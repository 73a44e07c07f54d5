using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Tests.Execution.Connections;

/// <summary>A call that is ended from this side, by its time limits or its caller, in each phase.</summary>
public sealed class WireEndTests : IAsyncDisposable
{
    private readonly TaskCompletionSource _inPhase = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IAsyncDisposable> _parts = [];
    private readonly List<Socket> _sockets = [];

    public static TheoryData<ErrorPhase> Phases => [ErrorPhase.Dns, ErrorPhase.Connect, ErrorPhase.Tls, ErrorPhase.Send, ErrorPhase.Wait, ErrorPhase.Receive];

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_parts))
            await part.DisposeAsync();
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task Call_TimeIsUp_IsATimeoutInThePhase(ErrorPhase phase)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var hub = await HubStuckIn(phase, time: time);

        var call = hub.CallAsync(Payload(phase));
        await _inPhase.Task.WaitAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMinutes(1));
        var result = await call;

        Assert.Equal(LogStatus.Timeout, result.Status);
        WireOutcomeTests.AssertFailed(result, ErrorType.Timeout, phase, received: phase >= ErrorPhase.Send);
        Assert.Equal(ErrorSide.Theirs, result.Failure!.Side);
    }

    [Theory]
    [InlineData(ErrorPhase.Dns)]
    [InlineData(ErrorPhase.Connect)]
    [InlineData(ErrorPhase.Tls)]
    public async Task Call_ConnectTimeoutIsUp_IsATimeoutInThePhase(ErrorPhase phase)
    {
        var hub = await HubStuckIn(phase, system => system with { ConnectTimeout = TimeSpan.FromSeconds(1) });

        var result = await hub.CallAsync(Payload(phase));

        WireOutcomeTests.AssertFailed(result, ErrorType.Timeout, phase, received: false);
        Assert.StartsWith("No connection within 1 s", result.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task Call_CallerGivesUp_IsCancelledInThePhase(ErrorPhase phase)
    {
        var hub = await HubStuckIn(phase);
        using var caller = new CancellationTokenSource();

        var call = hub.CallAsync(Payload(phase), caller.Token);
        await _inPhase.Task.WaitAsync(TestContext.Current.CancellationToken);
        await caller.CancelAsync();
        var result = await call;

        Assert.Equal(LogStatus.Cancelled, result.Status);
        WireOutcomeTests.AssertFailed(result, ErrorType.Cancelled, phase, received: phase >= ErrorPhase.Send);
        Assert.Equal(LogStatus.Cancelled, hub.Entry(result).Status);
    }

    private static string Payload(ErrorPhase phase) => phase == ErrorPhase.Send ? WireHub.Large : "{}";

    private async Task<WireHub> HubStuckIn(ErrorPhase phase, Func<SystemConfig, SystemConfig>? system = null, TimeProvider? time = null)
    {
        var hub = phase switch
        {
            ErrorPhase.Dns => await WireHub.StartAsync("http://erp.example", system, time: time, resolver: new FakeResolver().With("erp.example", async token =>
            {
                _inPhase.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return [];
            })),
            ErrorPhase.Connect => await WireHub.StartAsync($"http://127.0.0.1:{PortWithoutRoom()}", system, time: time),
            _ => await WireHub.StartAsync($"{(phase == ErrorPhase.Tls ? "https" : "http")}://127.0.0.1:{ServerStuckIn(phase).Port}", system, time: time),
        };
        _parts.Add(hub);
        return hub;
    }

    private RawServer ServerStuckIn(ErrorPhase phase)
    {
        var server = new RawServer(async connection =>
        {
            if (phase == ErrorPhase.Tls)
                await connection.ReadBodyAsync(5);
            else
                await connection.ReadHeadersAsync();
            if (phase is ErrorPhase.Wait or ErrorPhase.Receive)
                await connection.ReadBodyAsync(connection.BodyLength);
            if (phase == ErrorPhase.Receive)
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Le");
            await SettledAsync();
            _inPhase.TrySetResult();
            await connection.HoldAsync();
        });
        _parts.Add(server);
        return server;
    }

    /// <summary>A port whose queue of connections is full: the next one hangs while it is opened.</summary>
    private int PortWithoutRoom()
    {
        var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(listener);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        for (var i = 0; i < 4; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            _sockets.Add(socket);
            try
            {
                socket.Connect(IPAddress.Loopback, port);
            }
            catch (SocketException fault) when (fault.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                // On its way, as it should be.
            }
        }

        _ = SignalAsync();
        return port;

        async Task SignalAsync()
        {
            await SettledAsync();
            await SettledAsync();
            _inPhase.TrySetResult();
        }
    }

    // What was sent over loopback has arrived, and the hub is waiting.
    private static Task SettledAsync() => Task.Delay(250, TestContext.Current.CancellationToken);
}
