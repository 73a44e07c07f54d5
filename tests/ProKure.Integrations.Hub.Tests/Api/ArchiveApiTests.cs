using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Commands;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Hub.Tests.Startup;
using ProKure.Integrations.Logging;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Hub.Tests.Api;

public sealed class ArchiveApiTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _data = new();
    private SapHub _sap = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private HubServer Hub => _sap.Hub;

    public async ValueTask InitializeAsync()
    {
        _sap = await SapHub.StartAsync(new HubServerOptions { Directory = _data });
        await Hub.CreateAsync("/api/v1/retention-classes", new JsonObject { ["code"] = "AUDIT", ["log_days"] = 2000, ["archive"] = true, ["archive_days"] = 3000 });
    }

    public async ValueTask DisposeAsync()
    {
        await _sap.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Archive_FromWhatIsDueToWhatComesBack()
    {
        var documents = await SeedAsync(3);
        var due = (await PostAsync("runs", new JsonObject { ["dry_run"] = true })).AssertStatus(200);
        Assert.Equal("""[{"retention_class":"AUDIT","system_code":"SAP","day":"2026-03-14","documents":3}]""", due["due"]!.ToJsonString());
        Assert.Empty((await Hub.Admin.GetAsync("/api/v1/archive/files")).AssertStatus(200)["items"]!.AsArray());

        var run = (await PostAsync("runs", [])).AssertStatus(200);
        Assert.Equal((false, 1, 3, true), ((bool)run["dry_run"]!, (int)run["files"]!, (int)run["documents"]!, (bool)run["is_complete"]!));

        var file = Assert.Single((await Hub.Admin.GetAsync("/api/v1/archive/files?system=SAP&from=2026-03-14&to=2026-03-14&state=MARKED")).AssertStatus(200)["items"]!.AsArray())!;
        Assert.Equal((3, "2026-03-14", 1, null), ((int)file["documents"]!, (string?)file["day"], (int)file["part"]!, (string?)file["fault"]));
        Assert.Equal((string?)file["key"], (string?)(await Hub.Admin.GetAsync($"/api/v1/logs/{documents[0].Entry.RequestId}")).AssertStatus(200)["archive_key"]);

        var verified = (await PostAsync("verify", new JsonObject { ["from"] = "2026-03-01" })).AssertStatus(200);
        Assert.Equal((1, 3, 0), ((int)verified["verified"]!, (int)verified["documents"]!, verified["faults"]!.AsArray().Count));

        var found = (await Hub.Admin.GetAsync("/api/v1/archive/documents?entity_type=PURCHASE_ORDER&entity_id=PO-4711&limit=2")).AssertStatus(200);
        Assert.Equal(
            [documents[2].Entry.RequestId.ToString(), documents[1].Entry.RequestId.ToString()],
            found["items"]!.AsArray().Select(item => (string)item!["request_id"]!), StringComparer.Ordinal);
        var rest = (await Hub.Admin.GetAsync($"/api/v1/archive/documents?entity_id=PO-4711&entity_type=PURCHASE_ORDER&limit=2&cursor={found["next_cursor"]}")).AssertStatus(200);
        Assert.Equal((1, null), (rest["items"]!.AsArray().Count, (string?)rest["next_cursor"]));

        var document = (await Hub.Admin.GetAsync($"/api/v1/archive/documents/{documents[0].Entry.RequestId}")).AssertStatus(200);
        Assert.Equal(("V-100", (string?)file["key"]), ((string?)document["request_body"]!["PurchaseOrder"]!["VendorCode"], (string?)document["archive_key"]));

        var restored = (await PostAsync("restore", new JsonObject { ["system"] = "SAP", ["days"] = 7 })).AssertStatus(200);
        Assert.Equal((3, 0, 3), ((int)restored["found"]!, (int)restored["restored"]!, (int)restored["already_there"]!));

        var audit = (await Hub.Admin.GetAsync("/api/v1/audit?action=archive.")).AssertStatus(200)["items"]!.AsArray().Select(entry => (string)entry!["action"]!);
        Assert.Equal(["archive.restored", "archive.verified", "archive.run"], audit, StringComparer.Ordinal);
        Assert.Equal("UP", (string?)(await Hub.Admin.GetAsync("/health/ready")).Json["parts"]!["archive"]!["status"]);
    }

    [Fact]
    public async Task DamagedFile_IsSaidEverywhere_AndNothingIsDeleted()
    {
        var document = Assert.Single(await SeedAsync(1));
        await PostAsync("runs", []);
        var path = Assert.Single(Directory.GetFiles(Path.Combine(_data.Path, "objects"), "*.ndjson", SearchOption.AllDirectories));
        var bytes = await File.ReadAllBytesAsync(path, Cancel);
        bytes[^200] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Cancel);

        (await Hub.Admin.GetAsync($"/api/v1/archive/documents/{document.Entry.RequestId}")).AssertProblem(500, "archive-file-unusable");
        var verified = (await PostAsync("verify", [])).AssertStatus(200);
        Assert.Single(verified["faults"]!.AsArray());
        Assert.NotNull((string?)Assert.Single((await Hub.Admin.GetAsync("/api/v1/archive/files")).Json["items"]!.AsArray())!["fault"]);
        Assert.Null((string?)(await Hub.Admin.GetAsync($"/api/v1/logs/{document.Entry.RequestId}")).AssertStatus(200)["archive_key"]);
        Assert.Equal(1, (int)(await PostAsync("runs", [])).AssertStatus(200)["documents"]!);
        (await Hub.Admin.GetAsync($"/api/v1/archive/documents/{document.Entry.RequestId}")).AssertStatus(200);
    }

    [Fact]
    public async Task Keys_LimitedToSystems_SeeTheirsAndManageNothing()
    {
        var document = Assert.Single(await SeedAsync(1));
        await PostAsync("runs", []);
        await Hub.CreateSystemAsync("ERP", "http://127.0.0.1:1");
        using var sap = await Hub.ClientWithAsync([Scopes.LogsRead, Scopes.ArchiveManage], "SAP");
        using var erp = await Hub.ClientWithAsync([Scopes.LogsRead, Scopes.ArchiveManage], "ERP");

        Assert.Single((await sap.GetAsync("/api/v1/archive/documents")).AssertStatus(200)["items"]!.AsArray());
        Assert.Single((await sap.GetAsync("/api/v1/archive/files")).AssertStatus(200)["items"]!.AsArray());
        Assert.Empty((await erp.GetAsync("/api/v1/archive/documents")).AssertStatus(200)["items"]!.AsArray());
        (await erp.GetAsync("/api/v1/archive/files?system=SAP")).AssertProblem(403, "system-not-allowed");
        (await erp.GetAsync($"/api/v1/archive/documents/{document.Entry.RequestId}")).AssertProblem(404, "log-not-found");
        foreach (var route in new[] { "runs", "verify" })
            (await sap.PostAsync($"/api/v1/archive/{route}", new JsonObject())).AssertProblem(403, "system-not-allowed");
        (await sap.PostAsync("/api/v1/archive/restore", new JsonObject { ["days"] = 1, ["system"] = "SAP" })).AssertProblem(403, "system-not-allowed");
    }

    [Theory]
    [InlineData("files?from=14.3.2026", "from")]
    [InlineData("files?state=GONE", "state")]
    [InlineData("documents?request_id=x", "request_id")]
    [InlineData("documents?cursor=x", "cursor")]
    [InlineData("documents/x", "request_id")]
    public async Task Read_WrongParameter_SaysWhich(string path, string named)
    {
        var problem = (await Hub.Admin.GetAsync($"/api/v1/archive/{path}")).AssertProblem(400, "invalid-parameter");

        Assert.Contains(named, problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("restore", """{ "days": 7 }""", "Expected at least one condition")]
    [InlineData("restore", """{ "days": 0, "system": "SAP" }""", "Expected 1 to 3650, found 0.")]
    [InlineData("restore", """{ "days": 1, "system": "SAP", "limit": 501 }""", "Expected 1 to 500, found 501.")]
    [InlineData("restore", """{ "days": 1, "from": "yesterday" }""", "Expected a UTC day such as 2026-03-14")]
    [InlineData("verify", """{ "cursor": "x" }""", "Expected the next_cursor of the answer before")]
    [InlineData("runs", """{ "dry": true }""", "dry")]
    public async Task Post_WrongBody_SaysWhat(string route, string body, string said)
    {
        var problem = (await PostAsync(route, JsonNode.Parse(body)!.AsObject())).AssertProblem(422, "invalid-body");

        Assert.Contains(said, problem.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatACallLeaves_IsRedactedInTheArchiveToo_AndReadWithNothingButTheMasterKey()
    {
        const string Secret = "canary-secret-4711";
        var order = SapHub.Order();
        order["password"] = Secret;
        (order["vendor"]!["api_key"], order["po_number"]) = (Secret, $"Bearer {Secret}");
        var answer = (await Hub.Admin.PostAsync("/api/v1/systems/SAP/endpoints/CREATE_PO/invoke", new JsonObject { ["payload"] = order })).AssertStatus(200);
        var log = Hub.Services.GetRequiredService<IIntegrationLogStore>();
        var called = (await log.FindAsync(Guid.Parse((string)answer["request_id"]!), Cancel))!;
        var old = called.With(entry => entry with { RequestId = Guid.CreateVersion7(Noon), StartedAt = Noon, RetentionClass = "AUDIT", ExpiresAt = Noon.AddDays(2000) });
        Assert.Empty(await log.WriteAsync([old.AsInsert()], Cancel));
        Assert.Equal(1, (int)(await PostAsync("runs", [])).AssertStatus(200)["documents"]!);

        var path = Assert.Single(Directory.GetFiles(Path.Combine(_data.Path, "objects"), "*.ndjson", SearchOption.AllDirectories));
        var copied = Path.Combine(_data.Path, "copy.bin");
        File.Copy(path, copied);
        var key = Path.GetRelativePath(Path.Combine(_data.Path, "objects"), path).Replace('\\', '/');
        var (code, output, errors) = await HubRun.CommandAsync(ReadArchiveCommand.Name, copied, "--key", key, $"--MasterKeys:File={Path.Combine(_data.Path, "master.key")}");

        Assert.Equal((0, ""), (code, errors));
        Assert.DoesNotContain(Secret, output, StringComparison.Ordinal);
        Assert.Contains("[REDACTED]", output, StringComparison.Ordinal);
        Assert.Equal(old.Entry.RequestId.ToString(), (string?)JsonNode.Parse(output)!["entry"]!["request_id"]);
        foreach (var written in Directory.GetFiles(Path.Combine(_data.Path, "objects"), "*", SearchOption.AllDirectories))
            Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(written, Cancel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadArchive_WrongArgumentsOrKey_SaysWhat()
    {
        await SeedAsync(1);
        await PostAsync("runs", []);
        var path = Assert.Single(Directory.GetFiles(Path.Combine(_data.Path, "objects"), "*.ndjson", SearchOption.AllDirectories));
        var copied = Path.Combine(_data.Path, "copy.bin");
        File.Copy(path, copied);
        var keys = $"--MasterKeys:File={Path.Combine(_data.Path, "master.key")}";

        Assert.Equal(2, (await HubRun.CommandAsync(ReadArchiveCommand.Name)).ExitCode);
        Assert.Equal(2, (await HubRun.CommandAsync(ReadArchiveCommand.Name, copied)).ExitCode);
        Assert.Equal(2, (await HubRun.CommandAsync(ReadArchiveCommand.Name, path, "--all")).ExitCode);
        var (code, output, errors) = await HubRun.CommandAsync(ReadArchiveCommand.Name, path);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("cannot be decrypted", errors, StringComparison.Ordinal);
        Assert.Equal(1, (await HubRun.CommandAsync(ReadArchiveCommand.Name, copied, "--key", "archive/another.ndjson", keys)).ExitCode);
        Assert.Equal(0, (await HubRun.CommandAsync(ReadArchiveCommand.Name, path, keys)).ExitCode);
    }

    private Task<Answer> PostAsync(string route, JsonObject body) => Hub.Admin.PostAsync($"/api/v1/archive/{route}", body);

    private async Task<IReadOnlyList<LogDocument>> SeedAsync(int count)
    {
        var documents = Enumerable.Range(0, count).Select(number => LogDocuments.Completed(Noon.AddMinutes(number))
            .With(entry => entry with { RetentionClass = "AUDIT", ExpiresAt = Noon.AddDays(2000) })).ToList();
        Assert.Empty(await Hub.Services.GetRequiredService<IIntegrationLogStore>().WriteAsync([.. documents.Select(document => document.AsInsert())], Cancel));
        return documents;
    }
}
