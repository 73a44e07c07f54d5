using System.Net;

namespace ProKure.Samples.Sap.Tests.PurchaseOrders;

public sealed class StatusAndCancelTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("?expand=partners", false)]
    [InlineData("?expand=items", true)]
    [InlineData("?expand=partners,items", true)]
    public async Task Status_ItemsOnlyWhereExpanded(string query, bool expanded)
    {
        await using var caller = await SapCaller.StartAsync();
        var number = await caller.CreateOneAsync();

        using var answer = await caller.GetAsync($"{SapCaller.OrdersPath}/{number}{query}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var entity = (await answer.ReadJsonAsync())["d"]!;
        Assert.Equal("CREATED", entity["Status"]!.GetValue<string>());
        Assert.Equal(expanded, entity["Items"]!["results"] is not null);
        Assert.Equal(!expanded, entity["Items"]!["__deferred"] is not null);
    }

    [Fact]
    public async Task Status_UnknownNumber_IsNotFound()
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.GetAsync($"{SapCaller.OrdersPath}/4599999999");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(["06/019"], await answer.ReadErrorCodesAsync());
    }

    [Fact]
    public async Task LookUp_ByReference_FindsTheOrdersOfIt()
    {
        await using var caller = await SapCaller.StartAsync();
        var number = await caller.CreateOneAsync(reference: "PO-1");
        await caller.CreateOneAsync(reference: "PO-2");

        using var found = await caller.GetAsync($"{SapCaller.OrdersPath}?reference=PO-1");
        using var none = await caller.GetAsync($"{SapCaller.OrdersPath}?reference=PO-9");
        using var faulty = await caller.GetAsync(SapCaller.OrdersPath);

        Assert.Equal(number, Assert.Single((await found.ReadJsonAsync())["d"]!["results"]!.AsArray())!["PurchaseOrder"]!.GetValue<string>());
        Assert.Empty((await none.ReadJsonAsync())["d"]!["results"]!.AsArray());
        Assert.Equal(HttpStatusCode.BadRequest, faulty.StatusCode);
    }

    [Fact]
    public async Task Cancel_WithReason_CancelsAndChangesTheETag()
    {
        await using var caller = await SapCaller.StartAsync();
        var number = await caller.CreateOneAsync();

        using var answer = await caller.CancelAsync(number, "BUDGET", $"W/\"{number}-1\"");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($"W/\"{number}-2\"", answer.Headers.ETag?.ToString());
        var entity = (await answer.ReadJsonAsync())["d"]!;
        Assert.Equal(("CANCELLED", "BUDGET"), (entity["Status"]!.GetValue<string>(), entity["CancellationReason"]!.GetValue<string>()));
        Assert.Equal(1, caller.Sap.PurchaseOrders.Counts.Cancelled);
    }

    [Fact]
    public async Task Cancel_WithoutReason_IsRefused()
    {
        await using var caller = await SapCaller.StartAsync();
        var number = await caller.CreateOneAsync();

        using var answer = await caller.CancelAsync(number, reason: null);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(["MEPO/045"], await answer.ReadErrorCodesAsync());
    }

    [Fact]
    public async Task Cancel_Again_IsAConflict()
    {
        await using var caller = await SapCaller.StartAsync();
        var number = await caller.CreateOneAsync();
        using var first = await caller.CancelAsync(number, "BUDGET");

        using var second = await caller.CancelAsync(number, "BUDGET");

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal(1, caller.Sap.PurchaseOrders.Counts.Cancelled);
    }

    [Fact]
    public async Task Cancel_OtherETag_IsRefused()
    {
        await using var caller = await SapCaller.StartAsync();
        var number = await caller.CreateOneAsync();

        using var answer = await caller.CancelAsync(number, "BUDGET", "W/\"old\"");

        Assert.Equal(HttpStatusCode.PreconditionFailed, answer.StatusCode);
        Assert.Equal("CREATED", caller.Sap.PurchaseOrders.Find(number)?.Status);
    }

    [Fact]
    public async Task Cancel_UnknownNumber_IsNotFound()
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.CancelAsync("4599999999", "BUDGET");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
