using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Tests.Execution.Connections;

/// <summary>A server that goes wrong at each point of an exchange: type, phase, and whether the request may have been received.</summary>
public sealed class WireOutcomeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_HostUnknown_IsDns()
    {
        await using var hub = await WireHub.StartAsync("http://erp.example");

        AssertFailed(await hub.CallAsync(), ErrorType.Dns, ErrorPhase.Dns, received: false);
    }

    [Fact]
    public async Task Call_NobodyListens_IsConnect()
    {
        await using var hub = await WireHub.StartAsync($"http://127.0.0.1:{ClosedPort()}");

        AssertFailed(await hub.CallAsync(), ErrorType.Connect, ErrorPhase.Connect, received: false);
    }

    [Fact]
    public async Task Call_ServerClosesAtOnce_MayHaveBeenReceived()
    {
        await using var server = new RawServer(_ => Task.CompletedTask);
        await using var hub = await HubOf(server);

        AssertFailed(await hub.CallAsync(), ErrorType.Response, ErrorPhase.Wait, received: true);
        Assert.Equal(1, server.Accepted);
    }

    [Fact]
    public async Task Call_ServerClosesAfterTheHeaders_IsSend()
    {
        await using var server = new RawServer(connection => connection.ReadHeadersAsync());
        await using var hub = await HubOf(server);

        AssertFailed(await hub.CallAsync(WireHub.Large), ErrorType.Send, ErrorPhase.Send, received: true);
    }

    [Fact]
    public async Task Call_ServerClosesAfterHalfTheBody_IsSend()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadHeadersAsync();
            await connection.ReadBodyAsync(WireHub.Large.Length / 2);
        });
        await using var hub = await HubOf(server);

        AssertFailed(await hub.CallAsync(WireHub.Large), ErrorType.Send, ErrorPhase.Send, received: true);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Call_ServerResetsAfterHalfTheBody_IsSend()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadHeadersAsync();
            await connection.ReadBodyAsync(WireHub.Large.Length / 2);
            connection.Reset();
        });
        await using var hub = await HubOf(server);

        AssertFailed(await hub.CallAsync(WireHub.Large), ErrorType.Send, ErrorPhase.Send, received: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_ServerEndsAfterTheWholeRequest_IsWait(bool reset)
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            if (reset)
                connection.Reset();
        });
        await using var hub = await HubOf(server);

        AssertFailed(await hub.CallAsync(), ErrorType.Response, ErrorPhase.Wait, received: true);
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData("HTT", "RESPONSE_INCOMPLETE")]
    [InlineData("HTTP/1.1 20", "RESPONSE_INCOMPLETE")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Ty", "RESPONSE_INCOMPLETE")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", "RESPONSE_INCOMPLETE")]
    [InlineData("\u0016\u0003\u0001garbage\r\n\r\n", "RESPONSE_INVALID")]
    [InlineData("220 mail.example ESMTP\r\n", "RESPONSE_INVALID")]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n", "RESPONSE_INVALID")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "RESPONSE_INVALID")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\n{}", "RESPONSE_INVALID")]
    [InlineData("HTTP/1.1 200 OK\r\n: no name\r\n\r\n", "RESPONSE_INVALID")]
    public async Task Call_AnswerEndsOrIsWrongInItsHeaders_IsReceive(string answer, string code)
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(answer);
        });
        await using var hub = await HubOf(server);

        var result = await hub.CallAsync();

        AssertFailed(result, ErrorType.Response, ErrorPhase.Receive, received: true);
        Assert.Equal(code, result.Failure!.Code);
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\n{\"half\":", "RESPONSE_INCOMPLETE")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n8\r\n{\"half\":\r\n", "RESPONSE_INCOMPLETE")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", "RESPONSE_INVALID")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\n{}!!0\r\n\r\n", "RESPONSE_INVALID")]
    [InlineData("Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", "RESPONSE_INVALID")]
    [InlineData("Content-Encoding: gzip\r\nContent-Length: 14\r\n\r\n\u001f\u008b\u0008\0\0\0\0\0\0\u0003\u00ab\u0056\u004a\u004c", "RESPONSE_INCOMPLETE")]
    public async Task Call_AnswerEndsOrIsWrongInItsBody_IsReceive(string answer, string code)
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\n" + answer);
        });
        await using var hub = await HubOf(server);

        var result = await hub.CallAsync();

        AssertFailed(result, ErrorType.Response, ErrorPhase.Receive, received: true);
        Assert.Equal((code, 200), (result.Failure!.Code, result.ResponseStatus));
    }

    [Fact]
    public async Task Call_AnswerLongerThanItSays_IsCutThereAndNotReadAsTheNextAnswer()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n\"smuggle\"");
            await connection.DrainAsync();
        });
        await using var hub = await HubOf(server);

        var first = await hub.CallAsync();
        var second = await hub.CallAsync();

        Assert.Equal(("{}", "{}"), (Text(first), Text(second)));
        Assert.Equal(2, server.Accepted);
    }

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")]
    public async Task Call_InterimAnswers_AreNotTheAnswer(string interim)
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadHeadersAsync();
            await connection.WriteAsync(interim);
            await connection.ReadBodyAsync(connection.BodyLength);
            await connection.AnswerAsync("""{"ok":true}""");
            await connection.DrainAsync();
        });
        await using var hub = await HubOf(server);

        var result = await hub.CallAsync();

        Assert.Equal((LogStatus.Success, """{"ok":true}"""), (result.Status, Text(result)));
    }

    [Fact]
    public async Task Call_ServerSwitchesProtocolsUnasked_IsNoAnswer()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n");
            await connection.HoldAsync();
        });
        await using var hub = await HubOf(server);

        var result = await hub.CallAsync();

        AssertFailed(result, ErrorType.Response, ErrorPhase.Receive, received: true);
        Assert.Equal("RESPONSE_INVALID", result.Failure!.Code);
    }

    [Fact]
    public async Task Call_ServerAnswersBeforeTheBodyAndReadsOn_IsThatAnswer()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadHeadersAsync();
            await connection.AnswerAsync("""{"why":"too large"}""", "413 Content Too Large");
            await connection.DrainAsync();
        });
        await using var hub = await HubOf(server);

        var result = await hub.CallAsync(WireHub.Large);

        AssertFailed(result, ErrorType.HttpStatus, ErrorPhase.Outcome, received: true);
        Assert.Equal(413, result.ResponseStatus);
    }

    [Theory]
    [InlineData(413, ErrorType.HttpStatus, ErrorPhase.Outcome)]
    [InlineData(200, ErrorType.Send, ErrorPhase.Send)] // a success that cannot be about the whole request
    public async Task Call_ServerAnswersBeforeTheBodyAndHangsUp_IsHeardAllTheSame(int status, ErrorType type, ErrorPhase phase)
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadHeadersAsync();
            await connection.AnswerAsync("""{"why":"too large"}""", $"{status} Whatever", "Connection: close\r\n");
        });
        await using var hub = await HubOf(server);

        var result = await hub.CallAsync(WireHub.Large);

        AssertFailed(result, type, phase, received: true);
        Assert.Equal(status, result.ResponseStatus);
    }

    [Fact]
    public async Task Call_PooledConnectionClosedWithoutAnAnswer_IsNotSentTwice()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.AnswerAsync();
            await connection.ReadRequestAsync();
        });

        // Without a body the HTTP client would send the second request again by itself.
        await using var hub = await HubOf(server, endpoint: e => e with { Method = "DELETE" });

        var first = await hub.CallAsync();
        var second = await hub.CallAsync();

        Assert.Equal(LogStatus.Success, first.Status);
        AssertFailed(second, ErrorType.Response, ErrorPhase.Wait, received: true);
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task Call_PooledConnectionClosedWithoutAnAnswerToABody_IsNotSentTwice()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.AnswerAsync();
            await connection.ReadRequestAsync();
            connection.Reset();
        });
        await using var hub = await HubOf(server);

        await hub.CallAsync();
        var second = await hub.CallAsync();

        AssertFailed(second, ErrorType.Response, ErrorPhase.Wait, received: true);
        Assert.Equal((2, 1), (server.Requests, server.Accepted));
    }

    [Fact]
    public async Task Call_PooledConnectionClosedInBetween_TakesANewOne()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.AnswerAsync(headers: "Connection: keep-alive\r\n");
            if (connection.Number > 1)
                await connection.DrainAsync();
        });
        await using var hub = await HubOf(server, endpoint: e => e with { Method = "DELETE" });

        await hub.CallAsync();
        var second = await hub.CallAsync();

        // Whether the hub saw the end in time is the network's business: then all is well; else it says so and does not send twice.
        Assert.True(server.Requests <= 2, $"{server.Requests} requests");
        if (second.Status != LogStatus.Success)
            AssertFailed(second, ErrorType.Response, ErrorPhase.Wait, received: true);
    }

    [Fact]
    public async Task Call_NoConnectionFreeInTime_IsATimeoutWithNothingSent()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var inFlight = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            inFlight.SetResult();
            await connection.HoldAsync();
        });
        await using var hub = await WireHub.StartAsync($"http://127.0.0.1:{server.Port}", s => s with { MaxConnections = 1 }, time: time);

        Task<InvocationResult>[] calls = [hub.CallAsync(), hub.CallAsync()];
        await inFlight.Task.WaitAsync(Token);
        await Task.Delay(500, Token); // the other one is waiting for the connection, too
        time.Advance(TimeSpan.FromMinutes(1));
        var results = await Task.WhenAll(calls);

        Assert.All(results, result => Assert.Equal(LogStatus.Timeout, result.Status));
        Assert.Equal([ErrorPhase.Connect, ErrorPhase.Wait], results.Select(result => result.Failure!.Phase).Order().ToArray());
        Assert.Single(results, result => result.Failure!.CertainlyNotReceived);
        Assert.Equal(1, server.Requests);
    }

    internal static void AssertFailed(InvocationResult result, ErrorType type, ErrorPhase phase, bool received)
    {
        Assert.True(result.Failure is not null, "The call succeeded.");
        Assert.Equal((type, phase, !received), (result.Failure.Type, result.Failure.Phase, result.Failure.CertainlyNotReceived));
        if (type is not (ErrorType.HttpStatus or ErrorType.Configuration or ErrorType.Cancelled))
            Assert.Equal(received ? RetryReason.MayHaveBeenReceived : RetryReason.RetryScheduled, result.Retry!.Reason);
    }

    internal static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static Task<WireHub> HubOf(
        RawServer server, Func<SystemConfig, SystemConfig>? system = null, Func<EndpointConfig, EndpointConfig>? endpoint = null, string scheme = "http") =>
        WireHub.StartAsync($"{scheme}://127.0.0.1:{server.Port}", system, endpoint);

    private static string Text(InvocationResult result) => System.Text.Encoding.UTF8.GetString(result.Response.Span);
}
