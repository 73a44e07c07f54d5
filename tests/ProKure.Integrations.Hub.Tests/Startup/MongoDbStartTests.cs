using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Hub.Tests.Startup;

/// <summary>The hub with its log in MongoDB and everything else in SQLite files.</summary>
public sealed class MongoDbStartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WithAConnectionString_TheLogIsInMongoDb_WithoutSecrets()
    {
        var mongo = await TestMongo.GetAsync();
        var name = await mongo.CreateDatabaseAsync();
        using var client = new MongoClient(mongo.ConnectionString);
        try
        {
            await using var sap = await SapHub.StartAsync(new HubServerOptions
            {
                Settings = [$"--ConnectionStrings:MongoDb={mongo.ConnectionString}", $"--MongoDb:Database={name}"],
            });
            var order = SapHub.Order();
            order["vendor"]!["iban"] = "DE89370400440532013000";

            var answer = (await sap.Hub.Admin.InvokeAsync("CREATE_PO", order)).AssertStatus(200);

            var id = (string)answer["request_id"]!;
            var stored = await client.GetDatabase(name).GetCollection<BsonDocument>("integration_logs").Find(new BsonDocument("_id", id)).SingleAsync(Cancel);
            Assert.Equal(("SUCCESS", "SAP"), (stored["status"].AsString, stored["system_code"].AsString));
            Assert.Equal("MAT-1001", stored["request_body"]["PurchaseOrder"]["Items"]["Material"].AsString);
            Assert.DoesNotContain("DE89370400440532013000", stored.ToJson(), StringComparison.Ordinal);
            var shown = (await sap.Hub.Admin.GetAsync($"/api/v1/logs/{id}")).AssertStatus(200);
            Assert.Equal("SUCCESS", (string?)shown["status"]);
        }
        finally
        {
            await client.DropDatabaseAsync(name, CancellationToken.None);
        }
    }

    [Theory]
    [InlineData("mongodb:/user:s3cret@host")]
    [InlineData("http://user:s3cret@host")]
    [InlineData("mongodb://user:s3cret@host:70000")]
    public async Task WrongConnectionString_EndsWith2_AndShowsNoPassword(string connectionString)
    {
        using var data = new TemporaryDirectory();

        var (code, output, errors) = await HubRun.ToEndAsync($"--Hub:DataDirectory={data.Path}", $"--ConnectionStrings:MongoDb={connectionString}");

        Assert.Equal(2, code);
        Assert.Contains("ConnectionStrings:MongoDb: Expected mongodb://", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongSettings_EndWith2_AndAreNamed()
    {
        using var data = new TemporaryDirectory();

        var (code, _, errors) = await HubRun.ToEndAsync(
            $"--Hub:DataDirectory={data.Path}", "--ConnectionStrings:MongoDb=mongodb://127.0.0.1:1", "--MongoDb:ReadConcern=most", "--MongoDb:WriteConcern=0");

        Assert.Equal(2, code);
        Assert.Contains("MongoDb:ReadConcern: Expected one of", errors, StringComparison.Ordinal);
        Assert.Contains("MongoDb:WriteConcern: Expected", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MisspeltSetting_EndsWith2()
    {
        using var data = new TemporaryDirectory();

        var (code, _, errors) = await HubRun.ToEndAsync(
            $"--Hub:DataDirectory={data.Path}", "--ConnectionStrings:MongoDb=mongodb://127.0.0.1:1", "--MongoDb:Retentoin=30.00:00:00");

        Assert.Equal(2, code);
        Assert.Contains("Retentoin", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }
}
