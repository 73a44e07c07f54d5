using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Spool;
using ProKure.Samples.Sap.Logins;

namespace ProKure.Integrations.Hub.Tests.Api;

/// <summary>Credentials on the API: secrets go in and never come out; tests say what happened; master keys are rotated under load.</summary>
public sealed class CredentialsApiTests(SapHubFixture sap)
{
    private const string Secret = "s3cret-that-nobody-may-see";

    private HubClient Admin => sap.Hub.Admin;

    [Fact]
    public async Task Secrets_AreWriteOnly_KeptWhereLeftOut_AndInNoHistory()
    {
        var created = await CreateAsync("WRITE_ONLY", new JsonObject { ["type"] = "BASIC", ["basic"] = new JsonObject { ["username"] = "hub" }, ["secrets"] = new JsonObject { ["password"] = Secret } });
        var fingerprint = (string)created.Json["secret_fingerprints"]!["password"]!;

        var renamed = Changed(created.Json, body => body["name"] = "Renamed");
        var kept = await Admin.PutAsync("/api/v1/credentials/WRITE_ONLY", renamed, ("If-Match", "\"1\""));
        renamed["secrets"] = new JsonObject { ["password"] = $"{Secret}-2" };
        var changed = await Admin.PutAsync("/api/v1/credentials/WRITE_ONLY", renamed, ("If-Match", "\"2\""));

        Assert.Equal(fingerprint, (string?)kept.AssertStatus(200)["secret_fingerprints"]!["password"]);
        Assert.NotEqual(fingerprint, (string?)changed.AssertStatus(200)["secret_fingerprints"]!["password"], StringComparer.Ordinal);
        var history = await Admin.GetAsync("/api/v1/configuration/history?kind=CREDENTIAL&code=WRITE_ONLY");
        Assert.Equal(3, history.AssertStatus(200)["items"]!.AsArray().Count);
        Assert.All([created.Text, kept.Text, changed.Text, history.Text, (await Admin.GetAsync("/api/v1/credentials")).Text], text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "code": "BAD", "type": "BEARER", "secrets": { "token": "s3cret with spaces" } }""", "secrets.token", "Expected printable ASCII without spaces.")]
    [InlineData("""{ "code": "BAD", "type": "BEARER", "secrets": { "token": 123456789 } }""", "secrets.token", "Expected a text, found something else.")]
    [InlineData("""{ "code": "BAD", "type": "BEARER" }""", "secrets.token", "The secret 'token' is missing, which the type BEARER needs.")]
    [InlineData("""{ "code": "BAD", "type": "BASIC", "secrets": { "password": "x" } }""", "basic", "The type BASIC needs the settings 'basic'.")]
    public async Task Faults_NameTheField_AndNothingOfTheSecret(string body, string path, string message)
    {
        var problem = (await Admin.PostTextAsync("/api/v1/credentials", body)).AssertProblem(422, "invalid-configuration");

        Assert.Contains(problem["errors"]!.AsArray(), error => ((string?)error!["path"], (string?)error["message"]) == (path, message));
        Assert.DoesNotContain("s3cret", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("123456789", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_OfOauthWithProbe_SaysWhatHappened()
    {
        await CreateOauthAsync("OAUTH_TESTED", SimulatedLogins.ClientSecret);

        var answer = (await Admin.PostAsync("/api/v1/credentials/OAUTH_TESTED/test", new JsonObject { ["system"] = "SAP" })).AssertStatus(200);

        Assert.Equal(
            ["SECRETS True The secrets (client_secret) can be read.", "TOKEN True The token endpoint gave an access token.", "PROBE True SAP answered HTTP 200 to GET /secure/oauth2/ping."],
            Steps(answer));
        Assert.Equal(200, (await Admin.GetAsync($"/api/v1/logs/{(string)answer["steps"]![2]!["request_id"]!}")).Status);
    }

    [Fact]
    public async Task Test_OfWrongSecret_FailsAtTheToken()
    {
        await CreateOauthAsync("OAUTH_WRONG", Secret);

        var answer = await Admin.PostAsync("/api/v1/credentials/OAUTH_WRONG/test", new JsonObject { ["system"] = "SAP" });

        Assert.Equal(
            ["SECRETS True The secrets (client_secret) can be read.", "TOKEN False No access token could be had: The token endpoint answered HTTP 401: invalid_client (client id, secret or key is wrong there)."],
            Steps(answer.AssertStatus(200)));
        Assert.False((bool)answer.Json["succeeded"]!);
        Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_WithoutSystem_AsksForOne_AndUnknownOnesAreSaidSo()
    {
        await CreateAsync("UNUSED", new JsonObject { ["type"] = "BEARER", ["secrets"] = new JsonObject { ["token"] = Secret } });

        (await Admin.PostAsync("/api/v1/credentials/UNUSED/test", new JsonObject())).AssertProblem(422, "invalid-configuration");
        (await Admin.PostAsync("/api/v1/credentials/UNUSED/test", new JsonObject { ["system"] = "NO_SUCH_SYSTEM" })).AssertProblem(404, "unknown-system");
        (await Admin.PostAsync("/api/v1/credentials/NO_SUCH_CREDENTIAL/test", new JsonObject())).AssertProblem(404, "not-found");
    }

    [Fact]
    public async Task Keys_AreForAdminsOnly()
    {
        using var other = await sap.Hub.ClientWithAsync(["config:write", "config:read"]);

        (await other.GetAsync("/api/v1/keys")).AssertProblem(403, "missing-scope");
        (await other.PostAsync("/api/v1/keys/rotate")).AssertProblem(403, "missing-scope");
    }

    [Fact]
    public async Task Rotation_UnderLoad_FailsNoCall_AndTheOldKeyCanBeRemoved()
    {
        const int Credentials = 45;
        using var data = new TemporaryDirectory();
        var file = Path.Combine(data.Path, "master.key");
        string adminKey, longBody, keptAnswer, waiting;
        var keyed = new JsonObject { ["payload"] = SapHub.Order(reference: "PO-KEPT") };
        await using (var own = await SapHub.StartAsync(new HubServerOptions { Directory = data }))
        {
            adminKey = own.Hub.AdminKey;
            for (var i = 0; i < Credentials; i++)
            {
                await own.Hub.CreateAsync("/api/v1/credentials", new JsonObject
                {
                    ["code"] = $"C{i}",
                    ["type"] = "BASIC",
                    ["basic"] = new JsonObject { ["username"] = SimulatedLogins.User },
                    ["secrets"] = new JsonObject { ["password"] = SimulatedLogins.Password },
                });
            }

            await own.Hub.CreateAsync("/api/v1/credentials", OauthBody("OAUTH", own.Sap.BaseUrl, SimulatedLogins.ClientSecret));
            await own.Hub.CreateEndpointAsync("BASIC", "/secure/basic/purchase-orders", endpoint => endpoint["credential"] = "C0");
            await own.Hub.CreateEndpointAsync("OAUTH", "/secure/oauth2/purchase-orders", endpoint => endpoint["credential"] = "OAUTH");
            await CallAsync(own.Hub, "OAUTH");
            longBody = await SendLongBodyAsync(own);
            waiting = (string)(await own.Hub.Admin.PostAsync(KeyedPath, Waiting())).AssertStatus(202)["delivery_id"]!;
            keptAnswer = (await own.Hub.Admin.PostAsync(KeyedPath, keyed, ("Idempotency-Key", "kept"))).AssertStatus(200).ToJsonString();
            await File.AppendAllTextAsync(file, $"K2 {Convert.ToBase64String(new byte[32])}\n", TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(file, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));

            using var stop = new CancellationTokenSource();
            var calls = Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
            {
                var made = 0;
                for (; !stop.IsCancellationRequested || made == 0; made++)
                    await CallAsync(own.Hub, (made + worker) % 2 == 0 ? "BASIC" : "OAUTH");
                return made;
            })).ToList();
            (await own.Hub.Admin.PostAsync("/api/v1/keys/rotate")).AssertStatus(202);
            await Wait.UntilAsync(async () => (string?)(await own.Hub.Admin.GetAsync("/api/v1/keys")).Json["rotation"]!["state"] == "DONE");
            await stop.CancelAsync();
            Assert.All(await Task.WhenAll(calls), made => Assert.True(made > 0));

            var status = (await own.Hub.Admin.GetAsync("/api/v1/keys")).AssertStatus(200);
            Assert.Equal(("K2", 0), ((string?)status["current_key_id"], (int?)status["remaining"]));

            // The credentials, the token, the kept answer, both long bodies, the payload; the token perhaps not, where a call renewed it meanwhile.
            Assert.InRange((int)status["rotation"]!["done"]!, Credentials + 1 + 1 + 2 + 1, Credentials + 1 + 1 + 1 + 2 + 1);
            Assert.Equal(
                ["CREDENTIAL 0", "TOKEN 0", "KEPT_ANSWER 0", "BODY 0", "DELIVERY 0"], status["kinds"]!.AsArray().Select(kind => $"{kind!["kind"]} {kind["remaining"]}"), StringComparer.Ordinal);
            Assert.Equal(2, (int)status["keys"]!.AsArray().Single(key => (string?)key!["key_id"] == "K2")!["kinds"]!.AsArray().Single(kind => (string?)kind!["kind"] == "BODY")!["rows"]!);
            Assert.Equal(1, own.Sap.Tokens.Given);
        }

        // The old key goes; the next start has the new one alone.
        await File.WriteAllTextAsync(file, $"K2 {Convert.ToBase64String(new byte[32])}\n", TestContext.Current.CancellationToken);
        await using var next = await HubServer.StartAsync(new HubServerOptions { Directory = data, FirstKey = adminKey });
        var keys = (await next.Admin.GetAsync("/api/v1/keys")).AssertStatus(200);
        Assert.Equal("K2", (string?)Assert.Single(keys["keys"]!.AsArray())!["key_id"]);
        var tested = (await next.Admin.PostAsync("/api/v1/credentials/C44/test", new JsonObject { ["system"] = "SAP" })).AssertStatus(200);
        Assert.True((bool)tested["succeeded"]!, tested.ToJsonString());
        var repeat = await next.Admin.PostAsync(KeyedPath, keyed, ("Idempotency-Key", "kept"));
        Assert.Equal((200, "true", keptAnswer), (repeat.Status, repeat.Header("Idempotency-Replayed"), repeat.Json.ToJsonString()));
        (await next.Admin.PostAsync($"/api/v1/deliveries/{waiting}/retry", new JsonObject())).AssertStatus(200);
        await Wait.UntilAsync(async () => (string?)(await next.Admin.GetAsync($"/api/v1/deliveries/{waiting}")).Json["state"] == "DEAD");
        var end = (await next.Admin.GetAsync($"/api/v1/deliveries/{waiting}")).AssertStatus(200);
        Assert.Equal(("CONNECT", 1), ((string?)end["failure"]!["type"], (int)end["attempts_made"]!));
        Assert.Equal(LongText, (string?)(await next.Admin.GetAsync(longBody)).AssertStatus(200)["text"]);
    }

    private static JsonObject Waiting() => new() { ["payload"] = SapHub.Order(reference: "PO-WAITS"), ["mode"] = "ASYNC", ["not_before"] = "2100-01-01T00:00:00Z" };

    private const string KeyedPath = "/api/v1/systems/SAP/endpoints/CREATE_PO/invoke";

    private static readonly string LongText = new('x', 2 << 20);

    // What is asked and what is answered are longer than a log document holds, and reach the object store.
    private static async Task<string> SendLongBodyAsync(SapHub own)
    {
        await own.Hub.CreateSystemAsync("ECHO", own.Sap.BaseUrl.GetLeftPart(UriPartial.Authority));
        await own.Hub.CreateEndpointAsync("BODY", "/echo/body", system: "ECHO");
        var answer = (await own.Hub.Admin.PostAsync(
            "/api/v1/systems/ECHO/endpoints/BODY/invoke", new JsonObject { ["payload"] = new JsonObject { ["text"] = LongText } })).AssertStatus(200);
        await Wait.UntilAsync(() => Task.FromResult(own.Hub.Services.GetRequiredService<HubSpool>().WholeBodies.Count == 0));
        return $"/api/v1/logs/{(string)answer["request_id"]!}/response-body";
    }

    private static async Task CallAsync(HubServer hub, string endpoint)
    {
        var answer = await hub.Admin.InvokeAsync(endpoint, new JsonObject
        {
            ["PurchaseOrder"] = new JsonObject { ["VendorCode"] = "V-1", ["Items"] = new JsonArray(new JsonObject { ["Material"] = "MAT-1001", ["Qty"] = 1 }) },
        });
        answer.AssertStatus(200);
    }

    private Task<Answer> CreateOauthAsync(string code, string secret) => sap.Hub.CreateAsync("/api/v1/credentials", OauthBody(code, sap.Sap.BaseUrl, secret));

    private Task<Answer> CreateAsync(string code, JsonObject body)
    {
        body["code"] = code;
        return sap.Hub.CreateAsync("/api/v1/credentials", body);
    }

    private static JsonObject OauthBody(string code, Uri baseUrl, string secret) => new()
    {
        ["code"] = code,
        ["type"] = "OAUTH2_CLIENT_CREDENTIALS",
        ["oauth2"] = new JsonObject { ["token_url"] = new Uri(baseUrl, "/oauth2/token").AbsoluteUri, ["client_id"] = SimulatedLogins.ClientId },
        ["probe_path"] = "/secure/oauth2/ping",
        ["secrets"] = new JsonObject { ["client_secret"] = secret },
    };

    private static JsonObject Changed(JsonNode read, Action<JsonObject> change)
    {
        var body = read.DeepClone().AsObject();
        foreach (var name in new[] { "version", "changed_at", "changed_by", "secret_fingerprints", "master_key_id" })
            body.Remove(name);
        change(body);
        return body;
    }

    private static string[] Steps(JsonNode answer) => [.. answer["steps"]!.AsArray().Select(step => $"{step!["step"]} {step["succeeded"]!.GetValue<bool>()} {step["message"]}")];
}
