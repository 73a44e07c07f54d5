using System.Net;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Execution.Connections;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Tests.Execution.Connections;

/// <summary>The usual ways to make a server call itself, its neighbours, or its cloud: a listening server on loopback must not hear of any.</summary>
public sealed class AddressTricksTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("127.0.1")]
    [InlineData("2130706433")] // decimal
    [InlineData("0x7f000001")] // hex
    [InlineData("0x7f.0.0.1")]
    [InlineData("0x7F.0x0.0x0.0x1")]
    [InlineData("0177.0.0.1")] // octal
    [InlineData("017700000001")]
    [InlineData("0177.0x0.0.1")]
    [InlineData("127.0.0.1.")]
    [InlineData("127。0。0。1")] // ideographic full stops
    [InlineData("１２７.０.０.１")] // full-width digits
    [InlineData("①②⑦.⓪.⓪.①")] // circled digits
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("LocalHost.")]
    [InlineData("ⓛⓞⓒⓐⓛⓗⓞⓢⓣ")]
    [InlineData("0")]
    [InlineData("0.0.0.0")]
    [InlineData("[::]")]
    [InlineData("[::1]")]
    [InlineData("[0:0:0:0:0:0:0:1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("[::127.0.0.1]")]
    [InlineData("[64:ff9b::127.0.0.1]")]
    [InlineData("[64:ff9b:1::127.0.0.1]")]
    [InlineData("[2002:7f00:1::]")]
    [InlineData("[fe80::1%25lo]")]
    [InlineData("[::1%25lo]")]
    [InlineData("public.example@127.0.0.1")] // userinfo
    [InlineData("public.example:443@127.0.0.1")]
    public async Task Call_LoopbackInDisguise_IsRefusedWithNothingSent(string host)
    {
        await using var server = new RawServer(connection => connection.ReadRequestAsync());
        await using var hub = await WireHub.StartAsync(
            $"http://{host}:{server.Port}", system => system with { Outbound = OutboundConfig.Standard }, resolver: new SystemHostResolver());

        var result = await hub.CallAsync();

        // Some spellings are no host at all to the resolver; then there is nothing to call either.
        Assert.True(result.Failure is { Code: "ADDRESS_REFUSED", Type: ErrorType.Configuration, Side: ErrorSide.Configuration } or { Type: ErrorType.Dns }, $"{result.Failure}");
        Assert.True(result.Failure.CertainlyNotReceived);
        Assert.Equal(0, server.Accepted);
    }

    [Theory]
    [InlineData("10.0.0.5", "private")]
    [InlineData("169.254.169.254", "a cloud's metadata service")]
    [InlineData("100.100.100.200", "a cloud's metadata service")]
    [InlineData("fd00:ec2::254", "a cloud's metadata service")]
    [InlineData("64:ff9b::a9fe:a9fe", "a cloud's metadata service (169.254.169.254 inside)")]
    [InlineData("2002:7f00:1::1", "6to4")]
    public async Task Call_NameOfASpecialAddress_IsRefusedAndSaysHowToAllowIt(string address, string reason)
    {
        await using var hub = await WireHub.StartAsync(
            "https://erp.example", system => system with { Outbound = OutboundConfig.Standard }, resolver: new FakeResolver().With("erp.example", address));

        var failure = (await hub.CallAsync()).Failure!;

        Assert.Equal(
            (ErrorType.Configuration, ErrorPhase.Connect, ErrorSide.Configuration, "ADDRESS_REFUSED"), (failure.Type, failure.Phase, failure.Side, failure.Code));
        Assert.StartsWith($"The host 'erp.example' has the address {IPAddress.Parse(address)}, which is {reason}. Nothing was sent.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("outbound.allow_", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_SomeAddressesRefused_TriesOnlyThePermittedOne()
    {
        await using var server = AnsweringServer();
        await using var hub = await WireHub.StartAsync(
            $"http://erp.example:{server.Port}",
            system => system with { Outbound = new OutboundConfig { AllowNetworks = ["127.0.0.1/32"] } },
            resolver: new FakeResolver().With("erp.example", "169.254.169.254", "127.0.0.2", "127.0.0.1"));

        var result = await hub.CallAsync();

        Assert.True(result.Status == LogStatus.Success, result.Failure?.Message);
    }

    [Fact]
    public async Task Call_FirstAddressRefusesConnections_TakesTheNext()
    {
        await using var server = AnsweringServer();
        await using var hub = await WireHub.StartAsync(
            $"http://erp.example:{server.Port}", resolver: new FakeResolver().With("erp.example", "127.0.0.9", "::1", "127.0.0.1"));

        var result = await hub.CallAsync();

        Assert.True(result.Status == LogStatus.Success, result.Failure?.Message);
    }

    [Fact]
    public async Task Call_NameServerChangesItsAnswer_EachConnectionGoesWhereItsOwnCheckWas()
    {
        string[] answers = ["127.0.0.1", "169.254.169.254"];
        var asked = 0;
        var resolver = new FakeResolver().With(
            "rebind.example", _ => Task.FromResult<IReadOnlyList<IPAddress>>([IPAddress.Parse(answers[Math.Min(asked++, 1)])]));
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.AnswerAsync(headers: "Connection: close\r\n");
        });
        await using var hub = await WireHub.StartAsync(
            $"http://rebind.example:{server.Port}", system => system with { Outbound = new OutboundConfig { AllowHosts = ["rebind.example"] } }, resolver: resolver);

        var first = await hub.CallAsync();
        var second = await hub.CallAsync();

        // One question a connection: between the check and the connection there is nothing to answer differently.
        Assert.Equal((LogStatus.Success, "ADDRESS_REFUSED", 2), (first.Status, second.Failure!.Code, asked));
        Assert.Equal(1, server.Accepted);
    }

    [Fact]
    public async Task Call_AllowedPortOnly_RefusesTheOthers()
    {
        await using var server = AnsweringServer();
        await using var hub = await WireHub.StartAsync(
            $"http://127.0.0.1:{server.Port}", system => system with { Outbound = new OutboundConfig { AllowHosts = [$"127.0.0.1:{server.Port + 1}"] } });

        Assert.Equal("ADDRESS_REFUSED", (await hub.CallAsync()).Failure!.Code);
        Assert.Equal(0, server.Accepted);
    }

    [Fact]
    public async Task Call_ProxyVariablesSet_GoesStraightToTheSystem()
    {
        await using var proxy = new RawServer(connection => connection.ReadRequestAsync());
        await using var server = AnsweringServer();
        var before = Environment.GetEnvironmentVariable("http_proxy");
        Environment.SetEnvironmentVariable("http_proxy", $"http://127.0.0.1:{proxy.Port}");
        try
        {
            await using var hub = await WireOutcomeTests.HubOf(server);

            Assert.Equal(LogStatus.Success, (await hub.CallAsync()).Status);
        }
        finally
        {
            Environment.SetEnvironmentVariable("http_proxy", before);
        }

        Assert.Equal((0, 1), (proxy.Accepted, server.Requests));
    }

    private static RawServer AnsweringServer() => new(async connection =>
    {
        await connection.ReadRequestAsync();
        await connection.AnswerAsync();
        await connection.DrainAsync();
    });
}
