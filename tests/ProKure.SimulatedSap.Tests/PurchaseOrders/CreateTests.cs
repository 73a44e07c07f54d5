using System.Net;

namespace ProKure.Samples.Sap.Tests.PurchaseOrders;

public sealed class CreateTests
{
    [Fact]
    public async Task Create_OneItemWithoutBrackets_IsTaken()
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.PostAsync(
            SapCaller.OrdersPath, """{"PurchaseOrder":{"VendorCode":"V-1","Items":{"Material":"MAT-7","Qty":"2.5"}}}""");

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var order = Assert.Single(caller.Sap.PurchaseOrders.Recent());
        Assert.Equal(("MAT-7", 2.5m, null), (order.Items[0].Material, order.Items[0].Quantity, order.Items[0].Unit));
        Assert.Null(order.Reference);
    }

    [Theory]
    [InlineData("{", "/IWCOR/CX_DS_EP_PARSE_ERROR")]
    [InlineData("""{"PurchaseOrder":{"Items":[{"Qty":{}}]}}""", "/IWCOR/CX_DS_EP_PARSE_ERROR")]
    [InlineData("null", "/IWBEP/CM_MGW_RT/021")]
    [InlineData("""{"Order":{}}""", "/IWBEP/CM_MGW_RT/021")]
    [InlineData("""{"PurchaseOrder":{}}""", "ME/035", "06/019")]
    [InlineData("""{"PurchaseOrder":{"VendorCode":"V-1","Items":[]}}""", "06/019")]
    [InlineData("""{"PurchaseOrder":{"VendorCode":"V-1","Items":[{},null]}}""", "ME/062", "06/067", "ME/062", "06/067")]
    [InlineData("""{"PurchaseOrder":{"VendorCode":" ","Items":[{"Material":"MAT-1","Qty":0}]}}""", "ME/035", "06/067")]
    public async Task Create_FaultyBody_ReportsEveryFault(string body, params string[] codes)
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.PostAsync(SapCaller.OrdersPath, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(codes, await answer.ReadErrorCodesAsync());
        Assert.Equal(0, caller.Sap.PurchaseOrders.Counts.Created);
    }

    [Fact]
    public async Task Create_OtherContentType_IsRefused()
    {
        await using var caller = await SapCaller.StartAsync();
        using var content = new StringContent(SapCaller.OrderJson("MAT-1"));

        using var answer = await caller.Http.PostAsync(
            new Uri(SapCaller.OrdersPath, UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal(["/IWFND/CM_COS/415"], await answer.ReadErrorCodesAsync());
    }

    [Fact]
    public async Task Create_SameIdempotencyKey_CreatesOnce()
    {
        await using var caller = await SapCaller.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => caller.CreateAsync("MAT-1001", idempotencyKey: "key-1")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single(answers.Select(answer => answer.Headers.Location).Distinct());
        Assert.Equal(19, answers.Count(answer => answer.Headers.Contains("Idempotency-Replayed")));
        Assert.Equal((1, 19), (caller.Sap.PurchaseOrders.Counts.Created, caller.Sap.PurchaseOrders.Counts.Repeated));
        Assert.Empty(caller.Sap.PurchaseOrders.Duplicates());
    }

    [Fact]
    public async Task Create_IdempotencyKeyOfAnotherReference_IsRefused()
    {
        await using var caller = await SapCaller.StartAsync();
        using var first = await caller.CreateAsync("MAT-1001", "PO-1", "key-1");

        using var second = await caller.CreateAsync("MAT-1001", "PO-2", "key-1");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
        Assert.Equal((1, 0), (caller.Sap.PurchaseOrders.Counts.Created, caller.Sap.PurchaseOrders.Counts.Repeated));
    }

    [Fact]
    public async Task Create_SameReferenceWithoutKey_IsReportedAsDuplicate()
    {
        await using var caller = await SapCaller.StartAsync();
        foreach (var reference in new[] { "PO-1", "PO-2", "PO-1" })
            await caller.CreateOneAsync(reference: reference);

        var duplicate = Assert.Single(caller.Sap.PurchaseOrders.Duplicates());

        Assert.Equal("PO-1", duplicate.Reference);
        Assert.Equal(["4500012345", "4500012347"], duplicate.Numbers);
    }

    [Fact]
    public async Task Create_BeyondTheLimit_ForgetsTheOldestAndCountsOn()
    {
        await using var caller = await SapCaller.StartAsync(new SimulatedSapOptions { MaxPurchaseOrders = 2 });
        using var first = await caller.CreateAsync("MAT-1", "PO-1", "key-1");
        await caller.CreateOneAsync(reference: "PO-1");
        await caller.CreateOneAsync(reference: "PO-2");

        Assert.Equal(["4500012346", "4500012347"], caller.Sap.PurchaseOrders.Recent().Select(order => order.Number).ToArray());
        Assert.Equal((3, 1), (caller.Sap.PurchaseOrders.Counts.Created, caller.Sap.PurchaseOrders.Counts.Forgotten));
        Assert.Empty(caller.Sap.PurchaseOrders.Duplicates());
        Assert.Null(caller.Sap.PurchaseOrders.Find("4500012345"));
    }
}
