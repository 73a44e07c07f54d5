using System.Net.Sockets;

namespace ProKure.Samples.Sap.Tests.Behaviors;

public sealed class BrokenConnectionsTests
{
    [Fact]
    public async Task Reset_BeforeAnyByte_CreatesNothing()
    {
        await using var caller = await SapCaller.StartAsync();

        var exchange = await RawExchange.CreateAsync(caller.Sap, "MAT-RESET");

        Assert.Equal(new RawExchange("", SocketError.ConnectionReset), exchange);
        Assert.Equal(0, caller.Sap.PurchaseOrders.Counts.Created);
    }

    [Fact]
    public async Task Lost_BeforeAnyByte_CreatesAllTheSame()
    {
        await using var caller = await SapCaller.StartAsync();

        var exchange = await RawExchange.CreateAsync(caller.Sap, "MAT-LOST");

        Assert.Equal(new RawExchange("", SocketError.ConnectionReset), exchange);
        Assert.Equal("PO-4711", Assert.Single(caller.Sap.PurchaseOrders.Recent()).Reference);
    }

    [Fact]
    public async Task Half_SendsHeadAndHalfOfTheBody_ThenResets()
    {
        await using var caller = await SapCaller.StartAsync();

        var exchange = await RawExchange.CreateAsync(caller.Sap, "MAT-HALF");

        Assert.Equal(SocketError.ConnectionReset, exchange.End);
        var parts = exchange.Received.Split("\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 201 Created\r\n", parts[0], StringComparison.Ordinal);
        var length = int.Parse(
            parts[0].Split("Content-Length: ")[1].Split("\r\n")[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(length / 2, parts[1].Length);
        Assert.Single(caller.Sap.PurchaseOrders.Recent());
    }

    [Fact]
    public async Task BrokenConnections_ManyTimes_NeverEndGracefullyNorCountAsAnswers()
    {
        await using var caller = await SapCaller.StartAsync();

        var exchanges = await Task.WhenAll(Enumerable.Range(0, 90).Select(i =>
            RawExchange.CreateAsync(caller.Sap, (i % 3) switch { 0 => "MAT-RESET", 1 => "MAT-LOST", _ => "MAT-HALF" }, $"PO-{i}")));

        Assert.All(exchanges, exchange => Assert.Equal(SocketError.ConnectionReset, exchange.End));
        Assert.Equal(60, caller.Sap.PurchaseOrders.Counts.Created);
        await Wait.UntilAsync(() => caller.Sap.Requests.Counts.InFlight == 0);
        Assert.Empty(caller.Sap.Requests.Counts.ByStatus);
        Assert.All(caller.Sap.Requests.Recent(), request => Assert.Null(request.Status));
    }
}
