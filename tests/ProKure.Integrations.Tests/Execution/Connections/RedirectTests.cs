using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Execution.Connections;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Tests.Execution.Connections;

public sealed class RedirectTests
{
    [Fact]
    public async Task Call_RedirectWhileOff_IsTheAnswer()
    {
        await using var server = Redirecting(307, "/elsewhere");
        await using var hub = await WireOutcomeTests.HubOf(server);

        var result = await hub.CallAsync();

        WireOutcomeTests.AssertFailed(result, ErrorType.HttpStatus, ErrorPhase.Outcome, received: true);
        Assert.Equal((307, 1), (result.ResponseStatus, server.Requests));
    }

    [Theory]
    [InlineData(307, "POST")]
    [InlineData(308, "POST")]
    [InlineData(303, "GET")]
    public async Task Call_RedirectWhileOn_IsFollowedWithTheMethodThatTheStatusMeans(int status, string method)
    {
        var seen = new List<string>();
        await using var server = Redirecting(status, "/elsewhere?x=1", connection => seen.Add(connection.Headers));
        await using var hub = await HubOf(server, 1);

        var result = await hub.CallAsync();

        Assert.True(result.Status == LogStatus.Success, result.Failure?.Message);
        Assert.StartsWith($"{method} /elsewhere?x=1 HTTP/1.1\r\n", seen[1], StringComparison.Ordinal);
        Assert.Equal(method == "POST", seen[1].Contains("Content-Length: 20", StringComparison.Ordinal));
        var recorded = hub.Log.Documents.Single();
        Assert.Equal(("prokure-redirect", $"{status} http://127.0.0.1:{server.Port}/elsewhere?x=1"), (recorded.Response!.Headers[0].Name, recorded.Response.Headers[0].Value));
        Assert.EndsWith("/orders", recorded.Entry.RequestUrl, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task Call_RedirectWithASecretInItsUrl_IsRecordedWithoutIt(int maxRedirects)
    {
        await using var server = Redirecting(307, "/elsewhere?access_token=s3cr3t-of-theirs");
        await using var hub = await HubOf(server, maxRedirects);

        var result = await hub.CallAsync();

        var recorded = hub.Log.Documents.Single();
        var headers = string.Join('\n', recorded.Response!.Headers);
        Assert.Contains("elsewhere", headers, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", headers + result.Failure?.Message + recorded.Entry.Error?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    public async Task Call_RedirectThatMayLoseTheBody_IsNotFollowed(int status)
    {
        await using var server = Redirecting(status, "/elsewhere");
        await using var hub = await HubOf(server, 5);

        var result = await hub.CallAsync();

        Assert.Equal(("REDIRECT_REFUSED", 1), (result.Failure!.Code, server.Requests));
        Assert.Contains($"HTTP {status} may turn POST into GET", result.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    public async Task Call_GetIsRedirected_IsFollowed(int status)
    {
        await using var server = Redirecting(status, "/elsewhere");
        await using var hub = await HubOf(server, 1, endpoint => endpoint with { Method = "GET" });

        Assert.Equal((LogStatus.Success, 2), ((await hub.CallAsync()).Status, server.Requests));
    }

    [Fact]
    public async Task Call_RedirectLoop_EndsAtTheLimit()
    {
        await using var server = new RawServer(async connection =>
        {
            while (true)
            {
                await connection.ReadRequestAsync();
                await connection.AnswerAsync("", "307 Temporary Redirect", "Location: /orders\r\n");
            }
        });
        await using var hub = await HubOf(server, 3);

        var result = await hub.CallAsync();

        Assert.Equal(("TOO_MANY_REDIRECTS", 4), (result.Failure!.Code, server.Requests));
        Assert.False(result.Failure.CertainlyNotReceived);
    }

    [Fact]
    public async Task Call_RedirectToAnotherHost_TakesNoHeadersAlongThatMayBeSecret()
    {
        var seen = "";
        await using var other = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            seen = connection.Headers;
            await connection.AnswerAsync();
        });
        await using var server = Redirecting(307, $"http://other.example:{other.Port}/x");
        await using var hub = await WireHub.StartAsync(
            $"http://127.0.0.1:{server.Port}",
            system => system with
            {
                Headers = system.Headers.Add("X-Custom", "only-for-the-first"),
                Outbound = new OutboundConfig { AllowHosts = ["127.0.0.1", $"other.example:{other.Port}"], MaxRedirects = 1 },
            },
            resolver: new FakeResolver().With("other.example", "127.0.0.1"));

        var result = await hub.CallAsync();

        Assert.True(result.Status == LogStatus.Success, result.Failure?.Message);
        Assert.StartsWith("POST /x HTTP/1.1\r\n", seen, StringComparison.Ordinal);
        Assert.Contains($"Host: other.example:{other.Port}", seen, StringComparison.Ordinal);
        Assert.Contains("X-Correlation-ID: ", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("only-for-the-first", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/", "ADDRESS_REFUSED")]
    [InlineData("http://[::ffff:169.254.169.254]/", "ADDRESS_REFUSED")]
    [InlineData("http://2852039166/", "ADDRESS_REFUSED")]
    [InlineData("http://0xa9fea9fe/", "ADDRESS_REFUSED")]
    [InlineData("http://metadata.example/", "ADDRESS_REFUSED")]
    [InlineData("//169.254.169.254/", "ADDRESS_REFUSED")]
    [InlineData("http://10.0.0.1/", "ADDRESS_REFUSED")]
    [InlineData("http://127.0.0.1:6379/", "REDIRECT_REFUSED")]
    [InlineData("http://public.example:22/", "REDIRECT_REFUSED")]
    [InlineData("http://user:pw@127.0.0.1/", "REDIRECT_REFUSED")]
    [InlineData("file:///etc/passwd", "REDIRECT_REFUSED")]
    [InlineData("gopher://127.0.0.1/", "REDIRECT_REFUSED")]
    [InlineData("ftp://127.0.0.1/", "REDIRECT_REFUSED")]
    [InlineData(null, "REDIRECT_REFUSED")]
    public async Task Call_RedirectToWhereItMustNotGo_IsRefused(string? location, string code)
    {
        await using var server = Redirecting(307, location);
        await using var hub = await WireHub.StartAsync(
            $"http://127.0.0.1:{server.Port}",
            system => system with { Outbound = new OutboundConfig { AllowHosts = [$"127.0.0.1:{server.Port}"], MaxRedirects = 5 } },
            resolver: new FakeResolver().With("metadata.example", "169.254.169.254").With("public.example", "93.184.215.14"));

        var result = await hub.CallAsync();

        Assert.Equal((code, 1), (result.Failure!.Code, server.Requests));
        Assert.False(result.Failure.CertainlyNotReceived);
        Assert.DoesNotContain("pw@", result.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Follow_FromHttpsToHttp_IsRefused()
    {
        var system = new SystemConfig { Code = "ERP", Name = "ERP", BaseUrl = new Uri("https://erp.example"), Outbound = new OutboundConfig { MaxRedirects = 5 } };
        var request = new OutgoingRequest("GET", new Uri("https://erp.example/a"), [], null);

        var (next, refusal) = Redirects.Follow(request, 307, new Uri("http://erp.example/a"), system, OutboundRules.Of(system.Outbound), 0);

        Assert.Null(next);
        Assert.Contains("it leads from https to http", refusal!.Message, StringComparison.Ordinal);
    }

    /// <summary>Answers the first request with a redirect, and any other with success.</summary>
    private static RawServer Redirecting(int status, string? location, Action<RawConnection>? onRequest = null)
    {
        var requests = 0;
        return new RawServer(async connection =>
        {
            while (true)
            {
                await connection.ReadRequestAsync();
                onRequest?.Invoke(connection);
                if (Interlocked.Increment(ref requests) == 1)
                    await connection.AnswerAsync("", $"{status} Moved", location is null ? "" : $"Location: {location}\r\n");
                else
                    await connection.AnswerAsync();
            }
        });
    }

    private static Task<WireHub> HubOf(RawServer server, int maxRedirects, Func<EndpointConfig, EndpointConfig>? endpoint = null) =>
        WireOutcomeTests.HubOf(server, system => system with { Outbound = system.Outbound with { MaxRedirects = maxRedirects } }, endpoint);
}
