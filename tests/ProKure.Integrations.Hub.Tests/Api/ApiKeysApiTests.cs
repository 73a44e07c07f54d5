using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Api;

public sealed class ApiKeysApiTests(SapHubFixture sap)
{
    private const string Keys = "/api/v1/api-keys";

    [Fact]
    public async Task Create_Key_IsShownOnceAndItsHashNever()
    {
        var created = (await sap.Hub.Admin.PostAsync(Keys, Request("SHOWN_ONCE", "invoke"))).AssertStatus(201);

        var secret = ((string)created["key"]!)[^64..];
        var list = await sap.Hub.Admin.GetAsync(Keys);
        var history = await sap.Hub.Admin.GetAsync("/api/v1/configuration/history?kind=API_KEY&code=SHOWN_ONCE");
        Assert.Contains("SHOWN_ONCE", list.Text, StringComparison.Ordinal);
        Assert.Contains("SHOWN_ONCE", history.Text, StringComparison.Ordinal);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(secret)));
        foreach (var text in new[] { list.Text, history.Text })
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(hash, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Create_IdThatExists_IsAConflict()
    {
        (await sap.Hub.Admin.PostAsync(Keys, Request("TWICE", "invoke"))).AssertStatus(201);

        (await sap.Hub.Admin.PostAsync(Keys, Request("TWICE", "invoke"))).AssertProblem(409, "already-exists");
    }

    [Theory]
    [InlineData("""{ "id": "lower", "name": "n", "scopes": ["invoke"] }""", "id")]
    [InlineData("""{ "id": "A", "name": "n", "scopes": ["fly"] }""", "scopes[0]")]
    [InlineData("""{ "id": "A", "name": "n", "scopes": [] }""", "scopes")]
    [InlineData("""{ "id": "A", "name": "n", "scopes": ["invoke"], "systems": ["NONE"] }""", "systems[0]")]
    [InlineData("""{ "id": "A", "name": "n", "scopes": ["invoke"], "expires_at": "2020-01-01T00:00:00Z" }""", "expires_at")]
    [InlineData("""{ "id": "A", "name": "n", "scopes": ["invoke"], "key": "mine" }""", "key")]
    public async Task Create_Fault_IsNamed(string body, string path)
    {
        var problem = (await sap.Hub.Admin.PostTextAsync(Keys, body)).AssertProblem(422, "invalid-configuration");

        Assert.Contains(problem["errors"]!.AsArray(), error => (string?)error!["path"] == path);
    }

    [Fact]
    public async Task Key_ThatManagesKeys_CannotGiveMoreThanItHas()
    {
        using var manager = await sap.Hub.ClientWithAsync([Scopes.KeysManage, Scopes.Invoke]);

        (await manager.PostAsync(Keys, Request("LESSER", "invoke"))).AssertStatus(201);
        (await manager.PostAsync(Keys, Request("GREATER", "admin"))).AssertProblem(403, "beyond-own-rights");
        (await manager.PostAsync($"{Keys}/ADMIN/disable")).AssertProblem(403, "beyond-own-rights");
        (await manager.PostAsync($"{Keys}/NOBODY/disable")).AssertProblem(404, "not-found");
        Assert.DoesNotContain("\"ADMIN\"", (await manager.GetAsync(Keys)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disable_LastAdmin_IsRefused_UntilThereIsAnother()
    {
        await using var hub = await HubServer.StartAsync();
        (await hub.Admin.PostAsync($"{Keys}/ADMIN/disable")).AssertProblem(409, "last-admin-key");

        using var second = await hub.ClientWithAsync([Scopes.Admin]);
        (await second.PostAsync($"{Keys}/ADMIN/disable")).AssertStatus(200);

        (await hub.Admin.GetAsync(Keys)).AssertProblem(401, "disabled-key");
    }

    private static JsonObject Request(string id, params string[] scopes) =>
        new() { ["id"] = id, ["name"] = $"Key {id}", ["scopes"] = new JsonArray([.. scopes.Select(scope => (JsonNode)scope)]) };
}
