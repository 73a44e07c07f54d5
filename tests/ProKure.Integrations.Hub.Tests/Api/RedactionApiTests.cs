using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Api;

public sealed class RedactionApiTests(SapHubFixture sap)
{
    private const string Preview = "/api/v1/redaction/preview";
    private const string Scan = "/api/v1/redaction/scan";

    private HubClient Admin => sap.Hub.Admin;

    [Fact]
    public async Task Preview_Body_ShowsWhatIsRemovedAndWhy()
    {
        var answer = await Admin.PostAsync(Preview, new JsonObject
        {
            ["body"] = """{"user":"anna","password":"hunter2","note":"Bearer abcDEF123456"}""",
            ["content_type"] = "application/json",
        });

        answer.AssertStatus(200);
        Assert.Equal("""{"user":"anna","password":"[REDACTED]","note":"Bearer [REDACTED]"}""", (string?)answer.Json["body"]);
        Assert.Equal(("JSON", 2L, false), ((string?)answer.Json["format"], (long?)answer.Json["count"], (bool?)answer.Json["is_cut"]));
        Assert.Equal(
            [("password", 26L, "credential-name"), ("note", 43L, "bearer-token")],
            answer.Json["places"]!.AsArray().Select(place => ((string)place!["place"]!, (long)place["offset"]!, (string)place["rule"]!)));
    }

    [Fact]
    public async Task Preview_DraftRules_AreTriedBesidesTheConfigured()
    {
        await sap.Hub.CreateAsync("/api/v1/organizations", new JsonObject
        {
            ["code"] = "PREVIEW_ORG",
            ["name"] = "Preview",
            ["redaction"] = new JsonObject { ["fields"] = new JsonArray("*salary*") },
        });
        await sap.Hub.CreateAsync("/api/v1/systems", new JsonObject
        {
            ["code"] = "PREVIEW",
            ["name"] = "Preview",
            ["base_url"] = "https://preview.example",
            ["organization"] = "PREVIEW_ORG",
            ["redaction"] = new JsonObject { ["patterns"] = new JsonArray("ACME-####-*") },
        });
        await sap.Hub.CreateEndpointAsync("GET_IT", "/it", endpoint => endpoint["redaction"] = new JsonObject { ["fields"] = new JsonArray("$.a.b") }, "PREVIEW");

        var answer = await Admin.PostAsync(Preview, new JsonObject
        {
            ["system"] = "PREVIEW",
            ["endpoint"] = "GET_IT",
            ["rules"] = new JsonObject { ["fields"] = new JsonArray("c") },
            ["body"] = """{"netSalary":1,"id":"ACME-1234-x","a":{"b":2},"b":3,"c":4,"d":5}""",
        });

        answer.AssertStatus(200);
        Assert.Equal("""{"netSalary":"[REDACTED]","id":"[REDACTED]","a":{"b":"[REDACTED]"},"b":3,"c":"[REDACTED]","d":5}""", (string?)answer.Json["body"]);
        Assert.Equal(
            ["organization:*salary*", "system:ACME-####-*", "endpoint:$.a.b", "draft:c"],
            answer.Json["places"]!.AsArray().Select(place => (string)place!["rule"]!), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Preview_WrongRules_AreRefusedWithTheirPlaces()
    {
        var problem = (await Admin.PostAsync(Preview, new JsonObject
        {
            ["body"] = "x",
            ["rules"] = new JsonObject { ["fields"] = new JsonArray("a.**", "*"), ["patterns"] = new JsonArray("##"), ["allowed_headers"] = new JsonArray("Authorization", "a b") },
        })).AssertProblem(422, "invalid-configuration");

        Assert.Equal(
            ["rules.fields[0]", "rules.fields[1]", "rules.patterns[0]", "rules.allowed_headers[0]", "rules.allowed_headers[1]"],
            problem["errors"]!.AsArray().Select(error => (string)error!["path"]!), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Preview_UnknownOrForeignSystem_IsRefused()
    {
        (await Admin.PostAsync(Preview, new JsonObject { ["body"] = "x", ["system"] = "ABSENT" })).AssertProblem(404, "unknown-system");
        (await Admin.PostAsync(Preview, new JsonObject { ["body"] = "x", ["system"] = "SAP", ["endpoint"] = "NOTHING" })).AssertProblem(404, "unknown-endpoint");
        (await Admin.PostAsync(Preview, new JsonObject { ["body"] = "x", ["body_base64"] = "eA==" })).AssertProblem(422, "invalid-configuration");
        using var other = await sap.Hub.ClientWithAsync(["config:read", "logs:read"], "SAP");
        (await other.PostAsync(Preview, new JsonObject { ["body"] = "x", ["system"] = "OTHER" })).AssertProblem(403, "system-not-allowed");
        (await other.PostAsync(Scan, new JsonObject { ["system"] = "OTHER" })).AssertProblem(403, "system-not-allowed");
        (await other.PostAsync(Scan, new JsonObject())).AssertStatus(200);
        using var caller = await sap.Hub.ClientWithAsync(["invoke"]);
        Assert.Equal(403, (await caller.PostAsync(Preview, new JsonObject { ["body"] = "x" })).Status);
        Assert.Equal(403, (await caller.PostAsync(Scan, new JsonObject())).Status);
    }

    [Fact]
    public async Task Scan_DocumentsOfEarlierRules_NamesWhatTheyLetThrough()
    {
        await sap.Hub.CreateSystemAsync("SCANNED", new Uri(sap.Sap.BaseUrl, "/sap/opu/odata").AbsoluteUri);
        await sap.Hub.CreateEndpointAsync("SEND", "/purchase-orders", null, "SCANNED");
        var sent = await Admin.PostAsync("/api/v1/systems/SCANNED/endpoints/SEND/invoke", new JsonObject { ["payload"] = new JsonObject { ["shoe_size"] = "46 wide" } });
        var requestId = (string?)sent.Json["request_id"];
        var query = new JsonObject { ["system"] = "SCANNED", ["limit"] = 10 };

        var before = await Admin.PostAsync(Scan, query.DeepClone());
        (await Admin.PutAsync("/api/v1/systems/SCANNED", new JsonObject
        {
            ["name"] = "Scanned",
            ["base_url"] = "https://scanned.example",
            ["redaction"] = new JsonObject { ["fields"] = new JsonArray("shoe*") },
        }, ("If-Match", "*"))).AssertStatus(200);
        var after = await Admin.PostAsync(Scan, query);

        Assert.Equal((1, 0), ((int)before.Json["scanned"]!, before.Json["leaks"]!.AsArray().Count));
        var leak = Assert.Single(after.Json["leaks"]!.AsArray())!;
        Assert.Equal(
            (requestId, "request_body", "shoe_size", "system:shoe*"),
            ((string?)leak["request_id"], (string?)leak["where"], (string?)leak["place"], (string?)leak["rule"]));
        Assert.DoesNotContain("46 wide", after.Text, StringComparison.Ordinal);
    }
}
