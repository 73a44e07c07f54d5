using System.Net;
using Npgsql;
using ProKure.Samples.Sap;
using ProKure.TestKit.Servers;

namespace ProKure.EndToEnd;

/// <summary>docker-compose.yml, as far as can be told without Docker.</summary>
public sealed class ComposeTests
{
    [Fact]
    public async Task Make_env_gives_every_variable_and_none_has_a_default()
    {
        using var folder = new TemporaryFolder();
        var environment = await ComposeFile.MakeEnvironmentAsync(folder.FullName);
        var file = ComposeFile.Read(environment);

        Assert.Equal(["hub", "mongodb", "postgres"], file.ServiceNames.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(file.Variables, variable => Assert.StartsWith(":?", variable.Rest, StringComparison.Ordinal));
        Assert.Equal(
            environment.Keys.Order(StringComparer.Ordinal), file.Variables.Select(variable => variable.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(environment.Count, environment.Values.Distinct(StringComparer.Ordinal).Count());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.FullName, ".env")));
        Assert.All(file.ServiceNames.SelectMany(name => file[name].Ports), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_it_mounts_is_there()
    {
        using var folder = new TemporaryFolder();
        var file = ComposeFile.Read(await ComposeFile.MakeEnvironmentAsync(folder.FullName));

        var mounted = file.ServiceNames.SelectMany(name => file[name].Volumes).Where(volume => volume.StartsWith("./", StringComparison.Ordinal)).Select(volume => volume.Split(':')[0]);
        Assert.All(mounted, path => Assert.True(File.Exists(Path.Combine(Repository.Root, path)), path));
    }

    [Fact]
    public async Task The_hub_waits_for_both_stores_and_each_service_is_looked_after()
    {
        using var folder = new TemporaryFolder();
        var file = ComposeFile.Read(await ComposeFile.MakeEnvironmentAsync(folder.FullName));

        Assert.Equal(
            [("mongodb", "service_healthy"), ("postgres", "service_healthy")],
            file["hub"].DependsOn.Select(dependency => (dependency.Key, dependency.Value.Condition)).OrderBy(dependency => dependency.Key, StringComparer.Ordinal));

        // A server that only makes the database answers on a socket, and goes away again.
        Assert.Contains(" -h 127.0.0.1 ", file["postgres"].Health!.Test[^1], StringComparison.Ordinal);
        Assert.Contains("/prokure/health.js", file["mongodb"].Health!.Test[^1], StringComparison.Ordinal);
        Assert.Contains(file["mongodb"].Volumes, volume => volume.EndsWith(":/prokure/health.js:ro", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_health_check_of_the_image_tells_a_hub_that_works_from_one_that_does_not()
    {
        var answers = new[] { "HTTP/1.1 200 OK", "HTTP/1.1 503 Service Unavailable" };
        var codes = new List<int>();
        foreach (var answer in answers)
            codes.Add(await ImageHealthCheck.RunAsync(answer));

        Assert.Equal([0, 1], codes);
        Assert.NotEqual(0, await ImageHealthCheck.RunAsync(null));
    }

    [Fact]
    public async Task A_hub_with_its_environment_sends_an_order()
    {
        using var folder = new TemporaryFolder();
        var settings = ComposeFile.Read(await ComposeFile.MakeEnvironmentAsync(folder.FullName))["hub"].Environment;
        var (postgres, mongo) = (new NpgsqlConnectionStringBuilder(settings["ConnectionStrings__Postgres"]), new Uri(settings["ConnectionStrings__MongoDb"]));
        Assert.Equal(("postgres", "mongodb", "/prokure_logs"), (postgres.Host, mongo.Host, mongo.AbsolutePath));

        var server = await TestMongo.GetAsync();
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), TestContext.Current.CancellationToken);

        // The servers of this test stand in for those of the file, which have other addresses and users; the rest is as it stands there.
        settings["ConnectionStrings__Postgres"] = database.ConnectionString;
        settings["ConnectionStrings__MongoDb"] = new UriBuilder(server.ConnectionString) { Path = await server.CreateDatabaseAsync() }.Uri.OriginalString;
        Assert.StartsWith("/data/", settings["Hub__FirstKeyFile"], StringComparison.Ordinal);
        settings.Remove("Hub__FirstKeyFile");
        await using var hub = await HubProcess.StartAsync(
            folder.FullName, sap.BaseUrl, [.. settings.Select(setting => $"--{setting.Key.Replace("__", ":", StringComparison.Ordinal)}={setting.Value}"), .. HubProcess.PatientWithStores]);

        var (status, answer) = await hub.Http.CreateOrderAsync("PO-COMPOSE", "MAT-1001");

        Assert.Equal((HttpStatusCode.OK, "SUCCESS"), (status, answer.Text("status")));
        Assert.Equal("SUCCESS", (await hub.Http.ReadAsync($"/api/v1/logs/{answer.Text("request_id")}")).Text("status"));
    }
}
