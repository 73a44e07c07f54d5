using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Postgres.Analytics;
using ProKure.Integrations.Postgres.Configuration;
using ProKure.Integrations.Sqlite.Logging;
using ProKure.TestKit.Authentication;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Hub.Tests.Startup;

/// <summary>The hub with a connection string of PostgreSQL.</summary>
public sealed class PostgresTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=prokure;Username=hub;Password=verysecret", 4, "The database 'prokure' at 127.0.0.1:1 as 'hub' cannot be used. PostgreSQL cannot be reached.")]
    [InlineData("postgres://hub:verysecret@db/prokure", 2, "The connection string of PostgreSQL cannot be read.")]
    public async Task Start_WithoutPostgres_EndsAndSaysWhyWithoutThePassword(string connectionString, int exitCode, string said)
    {
        using var data = new TemporaryDirectory();

        var (code, output, errors) = await HubRun.ToEndAsync($"--Hub:DataDirectory={data.Path}", $"--ConnectionStrings:Postgres={connectionString}");

        Assert.Equal(exitCode, code);
        Assert.Contains(said, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", output + errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutTheMasterKeyOfAStoredCredential_IsRefused_AndWithItGoesOn()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        var setting = $"--ConnectionStrings:Postgres={database.ConnectionString}";
        using var data = new TemporaryDirectory();
        string[] first = [setting, $"--MasterKeys:Keys:K1={TestKeys.Text("K1")}"];
        await using (var hub = await HubServer.StartAsync(new HubServerOptions { Directory = data, Settings = first }))
        {
            await hub.CreateAsync("/api/v1/credentials", new JsonObject { ["code"] = "LOGIN", ["type"] = "BEARER", ["secrets"] = new JsonObject { ["token"] = "s3cret-token" } });
        }

        var without = await HubRun.ToEndAsync($"--Hub:DataDirectory={data.Path}", setting);
        var another = await HubRun.ToEndAsync($"--Hub:DataDirectory={data.Path}", setting, $"--MasterKeys:Keys:K2={TestKeys.Text("K2")}");

        Assert.All([without, another], run =>
        {
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("Secrets of credentials are encrypted with master keys that this hub does not have: 'K1' (of LOGIN).", run.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain(TestKeys.Text("K2"), run.Output + run.Errors, StringComparison.Ordinal);
        });
        Assert.False(File.Exists(Path.Combine(data.Path, "master.key")));
        await HubRun.UntilItListensAsync([$"--Hub:DataDirectory={data.Path}", .. first, $"--MasterKeys:Keys:K2={TestKeys.Text("K2")}", "--MasterKeys:Current=K2"]);
    }

    [Fact]
    public async Task TwoHubsOnOneDatabase_ShareConfigurationQueueAndSummaries()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        var setting = $"--ConnectionStrings:Postgres={database.ConnectionString}";
        using var data = new TemporaryDirectory();
        await using var first = await SapHub.StartAsync(new HubServerOptions { Directory = data, Settings = [setting] });
        await using var second = await HubServer.StartAsync(new HubServerOptions { Settings = [setting], FirstKey = first.Hub.AdminKey });
        using var client = second.ClientWith(first.Hub.AdminKey);

        var order = (await client.InvokeAsync("CREATE_PO", SapHub.Order())).AssertStatus(200);

        Assert.Equal("SUCCESS", (string?)order["status"]);
        var requestId = Guid.Parse((string)order["request_id"]!);
        var summaries = first.Hub.Services.GetRequiredService<ISummaryStore>();
        await Wait.UntilAsync(async () => await summaries.FindAsync(requestId, Cancel) is not null);
        await first.Hub.CreateAsync("/api/v1/organizations", new JsonObject { ["code"] = "NEW_UNIT", ["name"] = "New" });
        await Wait.UntilAsync(async () => (await client.GetAsync("/api/v1/organizations/NEW_UNIT")).Status == 200);
        Assert.IsType<PostgresSummaryStore>(summaries);
        Assert.IsType<PostgresConfigurationStore>(second.Services.GetRequiredService<Integrations.Configuration.IConfigurationStore>());
        Assert.IsType<SqliteIntegrationLogStore>(second.Services.GetRequiredService<Integrations.Logging.IIntegrationLogStore>());
        Assert.Equal(
            "first-key hub.lock hub.pid log.db",
            string.Join(' ', Directory.GetFiles(data.Path).Select(Path.GetFileName).Where(name => !name!.Contains(".db-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)));
    }
}
