using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ProKure.Samples.Sap;
using ProKure.Samples.Sap.Logins;
using ProKure.TestKit.Servers;

namespace ProKure.EndToEnd.Fleet;

/// <summary>Two hubs as processes on one PostgreSQL database, with the same file of master keys.</summary>
internal sealed class PostgresHubs : IAsyncDisposable
{
    // Who takes over has not to wait for the lease of an operator's hub.
    private static readonly string[] Impatience = ["--Fleet:BeatInterval=00:00:00.5", "--Fleet:Silence=00:00:05", "--Fleet:LeaderLease=00:00:03", "--DeliveryWorker:Lease=00:00:10"];

    private readonly TestDatabase _database;
    private readonly TemporaryFolder[] _folders = [new(), new()];
    private HubProcess[] _hubs = [];
    private int _written;

    private PostgresHubs(TestDatabase database, SimulatedSap sap) => (_database, Sap) = (database, sap);

    public SimulatedSap Sap { get; }

    public HubProcess First => _hubs[0];

    public HubProcess Second => _hubs[1];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string KeyFile => Path.Combine(_folders[0].FullName, "shared.key");

    public static async Task<PostgresHubs> StartAsync()
    {
        var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        var hubs = new PostgresHubs(database, await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token));
        try
        {
            hubs.WriteKeys("K1");
            string[] settings =
                [.. HubProcess.PatientWithStores, .. Impatience, $"--ConnectionStrings:Postgres={database.ConnectionString}", $"--MasterKeys:File={hubs.KeyFile}"];
            hubs._hubs = [await HubProcess.StartAsync(hubs._folders[0].FullName, hubs.Sap.BaseUrl, settings)];
            hubs._hubs = [hubs.First, await HubProcess.StartAsync(hubs._folders[1].FullName, hubs.Sap.BaseUrl, hubs.First.Key, settings)];
            return hubs;
        }
        catch
        {
            await hubs.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes these the master keys of both hubs; the last is current.</summary>
    public void WriteKeys(params string[] ids)
    {
        File.WriteAllLines(KeyFile, ids.Select(id => $"{id} {Convert.ToBase64String(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id)))}"));

        // However quickly one follows the other, the hubs see that it changed.
        File.SetLastWriteTimeUtc(KeyFile, new DateTime(2030, 1, 1, 0, 0, ++_written, DateTimeKind.Utc));
    }

    /// <summary>Whichever hub has a role at the moment; null for neither.</summary>
    public async Task<HubProcess?> HolderOfAsync(string role)
    {
        var holder = (await _database.ReadAsync<string>($"SELECT instance_id FROM hub_lease WHERE role = '{role}' AND until > now()")).SingleOrDefault();
        foreach (var hub in _hubs)
        {
            if (holder == (await hub.Http.ReadAsync("/api/v1/system/reconciliation")).Text("instance_id"))
                return hub;
        }

        return null;
    }

    /// <summary>A system at the simulated SAP whose calls need a token.</summary>
    public async Task CreateSecuredSystemAsync()
    {
        var sap = Sap.BaseUrl.GetLeftPart(UriPartial.Authority);
        await PostAsync("credentials", new JsonObject
        {
            ["code"] = "LOGIN",
            ["type"] = "OAUTH2_CLIENT_CREDENTIALS",
            ["oauth2"] = new JsonObject { ["token_url"] = $"{sap}/oauth2/token", ["client_id"] = SimulatedLogins.ClientId },
            ["secrets"] = new JsonObject { ["client_secret"] = SimulatedLogins.ClientSecret },
        });
        await PostAsync("systems", new JsonObject
        {
            ["code"] = "SECURED",
            ["name"] = "Secured",
            ["base_url"] = $"{sap}/sap/opu/odata/secure/oauth2",
            ["credential"] = "LOGIN",
            ["outbound"] = new JsonObject { ["allow_networks"] = new JsonArray("127.0.0.0/8") },
        });
        await PostAsync("systems/SECURED/endpoints", new JsonObject { ["code"] = "CREATE_PO", ["method"] = "POST", ["path"] = "/purchase-orders", ["idempotency"] = "IDEMPOTENT_WITH_KEY" });
        while (!(await Second.Http.GetAsync(new Uri("/api/v1/systems/SECURED/endpoints/CREATE_PO", UriKind.Relative), Token)).IsSuccessStatusCode)
            await Task.Delay(20, Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var hub in _hubs)
            await hub.DisposeAsync();
        await Sap.DisposeAsync();
        await _database.DisposeAsync();
        foreach (var folder in _folders)
            folder.Dispose();
    }

    private async Task PostAsync(string path, JsonObject body)
    {
        using var answer = await First.Http.PostAsJsonAsync(new Uri($"/api/v1/{path}", UriKind.Relative), body, Token);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Token)}");
    }
}
