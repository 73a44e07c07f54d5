using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ProKure.Samples.Sap;
using ProKure.Samples.Sap.Logins;

namespace ProKure.EndToEnd.CommandLine;

/// <summary>What a stub cannot tell: that commands ask what the hub answers, and read what it says.</summary>
public sealed class KeysAndCredentialsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private SimulatedSap _sap = null!;
    private HubProcess _hub = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        _hub = await HubProcess.StartAsync(_data.FullName, _sap.BaseUrl, HubProcess.PatientWithStores);
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        if (_sap is not null)
            await _sap.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Credentials_are_tested_and_keys_are_rotated_from_the_command_line()
    {
        await CreateLoginAsync("GOOD", SimulatedLogins.ClientSecret);
        await CreateLoginAsync("BAD", "wrong-secret-4711");

        var good = await RunAsync("credential", "test", "GOOD", "--system", "SAP");
        var bad = await RunAsync("credential", "test", "BAD", "--system", "SAP");
        var unknown = await RunAsync("credential", "test", "NONE", "--system", "SAP");

        Assert.Equal(
            """
            ok      SECRETS       The secrets (client_secret) can be read.
            ok      TOKEN         The token endpoint gave an access token.

            """,
            good.Output);
        Assert.Equal((0, ""), (good.ExitCode, good.Error));
        Assert.Equal(
            """
            ok      SECRETS       The secrets (client_secret) can be read.
            FAILED  TOKEN         No access token could be had: The token endpoint answered HTTP 401: invalid_client (client id, secret or key is wrong there).

            """,
            bad.Output);
        Assert.Equal((1, ""), (bad.ExitCode, bad.Error));
        Assert.Equal((1, ""), (unknown.ExitCode, unknown.Output));
        Assert.Contains("NONE", unknown.Error, StringComparison.Ordinal);

        var before = await RunAsync("keys", "status", "--json");
        var old = JsonNode.Parse(before.Output)!.Text("current_key_id");
        AddKey("K2");
        Assert.Contains("3 rows are not encrypted with the current key: run 'prokure keys rotate'.", (await RunAsync("keys", "status")).Output, StringComparison.Ordinal);
        var rotated = await RunAsync("keys", "rotate");

        Assert.Equal(0, rotated.ExitCode);
        Assert.Equal(
            ["Current master key: K2", $"  {old,-24} {0,6} rows", $"  {"K2",-24} {3,6} rows (CREDENTIAL 2, TOKEN 1)", "Rotation: DONE, 3 rows encrypted anew, 0 remain"],
            rotated.Output.TrimEnd().Split('\n'),
            StringComparer.Ordinal);
        Assert.All([good, bad, unknown, before, rotated], run => Assert.DoesNotContain("wrong-secret-4711", run.Output + run.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_hub_refuses_ends_with_a_code_that_scripts_can_tell_apart()
    {
        using var made = await _hub.Http.PostAsJsonAsync(
            new Uri("/api/v1/api-keys", UriKind.Relative), new JsonObject { ["id"] = "READER", ["name"] = "Reader", ["scopes"] = new JsonArray("logs:read"), ["systems"] = new JsonArray() }, Token);
        var reader = (await made.Content.ReadFromJsonAsync<JsonNode>(Token))!.Text("key");

        var notAllowed = await ProkureRun.OfAsync(_hub.Http.BaseAddress!, reader, "keys", "status");
        var wrong = await ProkureRun.OfAsync(_hub.Http.BaseAddress!, "no-such-key", "keys", "status");
        var missing = await ProkureRun.OfAsync(_hub.Http.BaseAddress!, null, "keys", "status");
        var nobody = await ProkureRun.OfAsync(new Uri("http://127.0.0.1:1"), _hub.Key, "keys", "status");

        Assert.Equal((4, 4, 4, 3), (notAllowed.ExitCode, wrong.ExitCode, missing.ExitCode, nobody.ExitCode));
        Assert.Contains("admin", notAllowed.Error, StringComparison.Ordinal);
        Assert.StartsWith("An API key is needed: ", missing.Error, StringComparison.Ordinal);
        Assert.StartsWith("The hub at http://127.0.0.1:1/ cannot be reached: ", nobody.Error, StringComparison.Ordinal);
        Assert.All([notAllowed, wrong, missing, nobody], run =>
        {
            Assert.Empty(run.Output);
            Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(reader, run.Error, StringComparison.Ordinal);
        });
    }

    private Task<ProkureRun> RunAsync(params string[] arguments) => ProkureRun.OfAsync(_hub.Http.BaseAddress!, _hub.Key, arguments);

    private void AddKey(string id)
    {
        var file = Path.Combine(_data.FullName, "master.key");
        File.AppendAllText(file, $"{id} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n");
        File.SetLastWriteTimeUtc(file, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    }

    private async Task CreateLoginAsync(string code, string secret)
    {
        using var answer = await _hub.Http.PostAsJsonAsync(
            new Uri("/api/v1/credentials", UriKind.Relative),
            new JsonObject
            {
                ["code"] = code,
                ["type"] = "OAUTH2_CLIENT_CREDENTIALS",
                ["oauth2"] = new JsonObject { ["token_url"] = new Uri(_sap.BaseUrl, "/oauth2/token").AbsoluteUri, ["client_id"] = SimulatedLogins.ClientId },
                ["secrets"] = new JsonObject { ["client_secret"] = secret },
            },
            Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
    }
}
