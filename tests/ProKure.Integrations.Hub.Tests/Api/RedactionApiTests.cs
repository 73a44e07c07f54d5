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

    [Fact]
    public async Task Preview_RulesAsYaml_HoldAsThoseOfAFile_AndFaultsNameLineAndColumn()
    {
        var answer = (await Admin.PostAsync(Preview, new JsonObject { ["body"] = """{"shoe":1}""", ["rules_yaml"] = "redaction:\n  fields: [shoe]\n" })).AssertStatus(200);
        Assert.Equal("draft:shoe", (string?)Assert.Single(answer["places"]!.AsArray())!["rule"]);
        Assert.Equal(1, (int)(await Admin.PostAsync(Preview, new JsonObject { ["body"] = """{"shoe":1}""", ["rules_yaml"] = "fields: [shoe]" })).AssertStatus(200)["count"]!);

        var problem = (await Admin.PostAsync(Preview, new JsonObject { ["body"] = "x", ["rules_yaml"] = "fields: [a]\npaterns: [b]" })).AssertProblem(422, "invalid-configuration");
        Assert.StartsWith("rules:2:1: paterns: ", (string?)problem["errors"]![0]!["message"], StringComparison.Ordinal);
        (await Admin.PostAsync(Preview, new JsonObject { ["body"] = "x", ["rules_yaml"] = "fields: [a]", ["rules"] = new JsonObject() })).AssertProblem(422, "invalid-configuration");
    }

    [Fact]
    public async Task Scan_LongBodies_AreLookedThroughUpToTheBound()
    {
        var baseUrl = sap.Sap.BaseUrl.GetLeftPart(UriPartial.Authority);
        await sap.Hub.CreateSystemAsync("SCANNED_LONG", baseUrl);
        await sap.Hub.CreateEndpointAsync("SEND", "/echo/body", null, "SCANNED_LONG");
        var payload = new JsonObject { ["fill"] = new string('x', 2 << 20), ["shoe_size"] = "46 wide" };
        (await Admin.PostAsync("/api/v1/systems/SCANNED_LONG/endpoints/SEND/invoke", new JsonObject { ["payload"] = payload })).AssertStatus(200);
        (await Admin.PutAsync("/api/v1/systems/SCANNED_LONG", new JsonObject
        {
            ["name"] = "Scanned",
            ["base_url"] = baseUrl,
            ["redaction"] = new JsonObject { ["fields"] = new JsonArray("shoe*") },
        }, ("If-Match", "*"))).AssertStatus(200);

        var without = (await Admin.PostAsync(Scan, new JsonObject { ["system"] = "SCANNED_LONG" })).AssertStatus(200);
        var within = (await Admin.PostAsync(Scan, new JsonObject { ["system"] = "SCANNED_LONG", ["long_bodies"] = true, ["max_long_body_bytes"] = 4 << 20 })).AssertStatus(200);
        var cut = (await Admin.PostAsync(Scan, new JsonObject { ["system"] = "SCANNED_LONG", ["long_bodies"] = true })).AssertStatus(200);

        Assert.Empty(without["leaks"]!.AsArray());
        Assert.Equal(
            [("request_body_ref", "shoe_size"), ("response_body_ref", "shoe_size")],
            within["leaks"]!.AsArray().Select(leak => ((string)leak!["where"]!, (string)leak["place"]!)));
        Assert.Equal((0, 0), ((int)within["long_bodies_cut"]!, (int)within["long_bodies_unreadable"]!));
        Assert.Equal((0, 2), (cut["leaks"]!.AsArray().Count, (int)cut["long_bodies_cut"]!));
    }

    [Fact]
    public async Task Scan_Share_IsAlwaysTheSameDocuments_AndTheCursorGoesOnBehindThem()
    {
        await sap.Hub.CreateSystemAsync("SCANNED_SHARE", new Uri(sap.Sap.BaseUrl, "/sap/opu/odata").AbsoluteUri);
        await sap.Hub.CreateEndpointAsync("SEND", "/purchase-orders", null, "SCANNED_SHARE");
        for (var i = 0; i < 12; i++)
            await Admin.PostAsync("/api/v1/systems/SCANNED_SHARE/endpoints/SEND/invoke", new JsonObject { ["payload"] = new JsonObject { ["n"] = i } });
        var query = new JsonObject { ["system"] = "SCANNED_SHARE", ["share"] = 0.5 };

        var (first, again) = ((await Admin.PostAsync(Scan, query.DeepClone())).AssertStatus(200), (await Admin.PostAsync(Scan, query.DeepClone())).AssertStatus(200));
        var pages = new List<(int Scanned, long Seen)>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = new JsonObject { ["system"] = "SCANNED_SHARE", ["limit"] = 5 };
            if (cursor.Length > 0)
                page["cursor"] = cursor;
            var answer = (await Admin.PostAsync(Scan, page)).AssertStatus(200);
            pages.Add(((int)answer["scanned"]!, (long)answer["seen"]!));
            cursor = (string?)answer["next_cursor"];
        }

        Assert.Equal(12, (long)first["seen"]!);
        Assert.InRange((int)first["scanned"]!, 0, 11);
        Assert.Equal((int)first["scanned"]!, (int)again["scanned"]!);
        Assert.Equal([(5, 5L), (5, 5L), (2, 2L)], pages);
        (await Admin.PostAsync(Scan, new JsonObject { ["share"] = 0 })).AssertProblem(422, "invalid-configuration");
        (await Admin.PostAsync(Scan, new JsonObject { ["max_long_body_bytes"] = 0 })).AssertProblem(422, "invalid-configuration");
    }
}
