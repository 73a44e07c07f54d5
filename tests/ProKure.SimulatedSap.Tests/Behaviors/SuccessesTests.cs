using System.Net;

namespace ProKure.Samples.Sap.Tests.Behaviors;

public sealed class SuccessesTests
{
    [Fact]
    public async Task Default_AnswersCreatedWithRisingNumbers()
    {
        await using var caller = await SapCaller.StartAsync(new SimulatedSapOptions { FirstPurchaseOrderNumber = 4_500_000_777 });

        using var first = await caller.CreateAsync("MAT-1001", "PO-1");
        using var second = await caller.CreateAsync("MAT-1001", "PO-2");

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal("W/\"4500000777-1\"", first.Headers.ETag?.ToString());
        Assert.Equal(new Uri(caller.Sap.BaseUrl, $"{SapCaller.OrdersPath}/4500000777"), first.Headers.Location);
        var entity = (await first.ReadJsonAsync())["d"]!;
        Assert.Equal("4500000777", entity["PurchaseOrder"]!.GetValue<string>());
        Assert.Equal("V-100045", entity["Supplier"]!.GetValue<string>());
        Assert.Equal("PO-1", entity["Reference"]!.GetValue<string>());
        var item = Assert.Single(entity["Items"]!["results"]!.AsArray())!;
        Assert.Equal("""{"PurchaseOrderItem":"00010","Material":"MAT-1001","OrderQuantity":"10.000","PurchaseOrderQuantityUnit":"EA"}""", item.ToJsonString());
        Assert.Equal("4500000778", (await second.ReadJsonAsync())["d"]!["PurchaseOrder"]!.GetValue<string>());
    }

    [Fact]
    public async Task Warn_CreatesWithAWarningInTheMessageTable()
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.CreateAsync("MAT-WARN");

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var messages = (await answer.ReadJsonAsync())["d"]!["Return"]!.AsArray();
        Assert.Equal(["S", "W"], messages.Select(message => message!["Type"]!.GetValue<string>()).ToArray());
    }

    [Fact]
    public async Task Empty_CreatesAndAnswersNoContent()
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.CreateAsync("MAT-EMPTY");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("", await answer.ReadTextAsync());
        Assert.EndsWith(Assert.Single(caller.Sap.PurchaseOrders.Recent()).Number, answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_AnswersEveryMadeUpSecretAndTheCallersOwn()
    {
        await using var caller = await SapCaller.StartAsync();
        caller.Http.DefaultRequestHeaders.Authorization = new("Basic", "aHViOnNlY3JldA==");

        using var answer = await caller.CreateAsync("MAT-SECRET");

        var whole = answer.Headers + await answer.ReadTextAsync();
        Assert.All(SimulatedSecrets.All, secret => Assert.Contains(secret, whole, StringComparison.Ordinal));
        Assert.Contains("Basic aHViOnNlY3JldA==", whole, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondItem_WithABehavior_ChoosesIt()
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.PostAsync(
            SapCaller.OrdersPath,
            """{"PurchaseOrder":{"VendorCode":"V-1","Items":[{"Material":"MAT-1001","Qty":1},{"Material":"MAT-FAIL","Qty":1}]}}""");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("MAT-FAIL", Assert.Single(caller.Sap.Requests.Recent()).Behavior);
    }

    [Theory]
    [InlineData("MAT-BLOCKED-X")]
    [InlineData("mat-blocked")]
    [InlineData("MAT-SLOW-")]
    [InlineData("MAT-SLOW--5")]
    [InlineData("MAT-SLOW-99999999999")]
    public async Task Material_NotExactlyABehavior_IsTheDefault(string material)
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.CreateAsync(material);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("DEFAULT", Assert.Single(caller.Sap.Requests.Recent()).Behavior);
    }
}
