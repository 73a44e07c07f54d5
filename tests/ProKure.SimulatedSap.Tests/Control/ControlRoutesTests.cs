using System.Net;

namespace ProKure.Samples.Sap.Tests.Control;

public sealed class ControlRoutesTests
{
    [Fact]
    public async Task Health_IsOk()
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.GetAsync("/health");

        Assert.Equal("""{"status":"ok"}""", await answer.ReadTextAsync());
    }

    [Fact]
    public async Task Requests_AreToldInSnakeCase_AndControlRoutesAreNotRecorded()
    {
        await using var caller = await SapCaller.StartAsync();
        await caller.CreateOneAsync();
        await caller.CreateOneAsync();
        await Wait.UntilAsync(() => caller.Sap.Requests.Counts.InFlight == 0);
        using var health = await caller.GetAsync("/health");
        using var instant = await caller.PostAsync("/instant", "{}");

        using var answer = await caller.GetAsync("/simulator/requests?last=1");

        var told = await answer.ReadJsonAsync();
        Assert.Equal(
            """{"total":2,"in_flight":0,"by_operation":{"CREATE":2},"by_behavior":{"DEFAULT":2},"by_status":{"201":2}}""",
            told["counts"]!.ToJsonString());
        var request = Assert.Single(told["requests"]!.AsArray())!;
        Assert.Equal((2, 201), (request["sequence"]!.GetValue<int>(), request["status"]!.GetValue<int>()));
        Assert.Equal(SapCaller.OrderJson("MAT-1001"), request["body"]!.GetValue<string>());
    }

    [Fact]
    public async Task PurchaseOrders_TellCountsAndDuplicates()
    {
        await using var caller = await SapCaller.StartAsync();
        await caller.CreateOneAsync(reference: "PO-1");
        await caller.CreateOneAsync(reference: "PO-1");

        using var answer = await caller.GetAsync("/simulator/purchase-orders");

        var told = await answer.ReadJsonAsync();
        Assert.Equal("""{"created":2,"cancelled":0,"repeated":0,"forgotten":0}""", told["counts"]!.ToJsonString());
        Assert.Equal("""[{"reference":"PO-1","numbers":["4500012345","4500012346"]}]""", told["duplicates"]!.ToJsonString());
        Assert.Equal(2, told["purchase_orders"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("many")]
    public async Task Last_NotANumber_IsRefused(string last)
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.GetAsync($"/simulator/requests?last={last}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"got '{last}'", (await answer.ReadJsonAsync())["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_ForgetsWhatWasSeenAndMade()
    {
        await using var caller = await SapCaller.StartAsync();
        await caller.CreateOneAsync();
        using var failed = await caller.CreateAsync("MAT-BUSY-ONCE", "PO-1");

        using var requests = await caller.Http.DeleteAsync(new Uri("/simulator/requests", UriKind.Relative), TestContext.Current.CancellationToken);
        using var orders = await caller.Http.DeleteAsync(new Uri("/simulator/purchase-orders", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (requests.StatusCode, orders.StatusCode));
        Assert.Equal(0, caller.Sap.Requests.Counts.Total);
        Assert.Empty(caller.Sap.PurchaseOrders.Recent());
        Assert.Equal("4500012346", await caller.CreateOneAsync());
        using var again = await caller.CreateAsync("MAT-BUSY-ONCE", "PO-1");
        Assert.Equal(HttpStatusCode.TooManyRequests, again.StatusCode);
    }

    [Fact]
    public async Task Echo_AnswersWhatItGot()
    {
        await using var caller = await SapCaller.StartAsync();
        caller.Http.DefaultRequestHeaders.Add("X-Reason-Code", "BUDGET");

        using var answer = await caller.PostAsync("/echo?a=b", """{"x":1}""");

        var told = await answer.ReadJsonAsync();
        Assert.Equal(("POST", "/echo", "?a=b"), (told["method"]!.GetValue<string>(), told["path"]!.GetValue<string>(), told["query"]!.GetValue<string>()));
        Assert.Equal("BUDGET", told["headers"]!["X-Reason-Code"]!.GetValue<string>());
        Assert.Equal("""{"x":1}""", told["body"]!.GetValue<string>());
    }

    [Fact]
    public async Task Instant_AnswersTheSameSmallJson()
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.PostAsync("/instant", SapCaller.OrderJson("MAT-FAIL"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"d":{"PurchaseOrder":"4500000001","Status":"CREATED"}}""", await answer.ReadTextAsync());
        Assert.Equal(0, caller.Sap.Requests.Counts.Total);
    }

    [Fact]
    public async Task UnknownPath_IsRecordedAndNotFound()
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.GetAsync("/sap/opu/odata/invoices");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(["/IWFND/CM_COS/404"], await answer.ReadErrorCodesAsync());
        Assert.Equal("UNKNOWN", Assert.Single(caller.Sap.Requests.Recent()).Operation);
    }
}
