using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd.CommandLine;

/// <summary>What an operator does at night, against a hub: that each command asks what the hub answers, and reads what it says.</summary>
public sealed class OperatorTests : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private SimulatedSap _sap = null!;
    private HubProcess _hub = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        _hub = await HubProcess.StartAsync(_data.FullName, _sap.BaseUrl, [.. HubProcess.PatientWithStores, "--Erasure:FourEyes=true"]);
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
    public async Task A_failed_order_is_found_understood_and_seen_to_from_the_command_line()
    {
        var accepted = await _hub.Http.QueueOrderAsync("PO-4711", "MAT-INVALID");
        var delivery = accepted.Answer.Text("delivery_id");
        while ((int)(await _hub.Http.ReadAsync("/api/v1/dead-letters"))["count"]! < 1)
            await Task.Delay(50, Token);

        var counted = await DoneAsync("dead-letter", "count");
        Assert.StartsWith("1 dead letters: ", counted, StringComparison.Ordinal);
        Assert.Contains("SAP/CREATE_PO", counted, StringComparison.Ordinal);
        Assert.Contains(delivery, await DoneAsync("dead-letter", "list", "--entity", "PURCHASE_ORDER:PO-4711"), StringComparison.Ordinal);
        Assert.Contains("next: ", await DoneAsync("delivery", "show", delivery), StringComparison.Ordinal);

        var found = JsonNode.Parse(await DoneAsync("log", "list", "--entity", "PURCHASE_ORDER:PO-4711", "--json"))!["items"]!.AsArray().Single()!;
        Assert.Contains(found.Text("request_id"), await DoneAsync("log", "story", found.Text("correlation_id")), StringComparison.Ordinal);
        var shown = await DoneAsync("log", "show", found.Text("request_id"));
        Assert.Contains($"delivery {delivery}", shown, StringComparison.Ordinal);
        Assert.Contains("MAT-INVALID", shown, StringComparison.Ordinal);

        Assert.StartsWith("1 dead letters", await DoneAsync("replay-job", "begin", "--system", "SAP", "--preview"), StringComparison.Ordinal);
        Assert.Contains($"  replays {delivery}", await DoneAsync("dead-letter", "replay", delivery, "--note", "once more"), StringComparison.Ordinal);
        Assert.Contains("REPLAYED", await DoneAsync("delivery", "show", delivery), StringComparison.Ordinal);
        while ((int)(await _hub.Http.ReadAsync("/api/v1/dead-letters"))["count"]! < 1)
            await Task.Delay(50, Token);
        Assert.Contains("RUNNING", await DoneAsync("replay-job", "begin", "--system", "SAP", "--expect", "1", "--rate", "0.0167", "--accept-duplicates"), StringComparison.Ordinal);
        var job = JsonNode.Parse(await DoneAsync("replay-job", "list", "--json"))!["items"]![0]!.Text("job_id");
        Assert.Contains(job, await DoneAsync("replay-job", "show", job), StringComparison.Ordinal);

        var ended = await RunAsync("delivery", "cancel", delivery);
        Assert.Equal((1, $"Delivery {delivery} is RESOLVED: it has ended."), (ended.ExitCode, ended.Error.Trim()));
    }

    [Fact]
    public async Task Calls_are_stopped_and_watched_from_the_command_line()
    {
        Assert.StartsWith("UP", await DoneAsync("health"), StringComparison.Ordinal);
        Assert.Contains("  leads", await DoneAsync("instances"), StringComparison.Ordinal);

        Assert.StartsWith("OPEN ", await DoneAsync("circuit", "open", "SAP", "CREATE_PO", "--reason", "SAP is being mended"), StringComparison.Ordinal);
        Assert.Contains("SAP/CREATE_PO", await DoneAsync("circuit", "list", "--state", "OPEN"), StringComparison.Ordinal);
        Assert.StartsWith("CLOSED ", await DoneAsync("circuit", "reset", "SAP", "CREATE_PO", "--reason", "SAP is back"), StringComparison.Ordinal);
        Assert.Contains("SAP is being mended", await DoneAsync("circuit", "show", "SAP", "CREATE_PO"), StringComparison.Ordinal);

        Assert.StartsWith("SAP/CREATE_PO is traced until ", await DoneAsync("trace", "start", "SAP", "CREATE_PO", "--for", "10m", "--reason", "items are missing"), StringComparison.Ordinal);
        Assert.StartsWith("SAP/CREATE_PO is traced until ", await DoneAsync("trace", "list"), StringComparison.Ordinal);
        Assert.StartsWith("SAP/CREATE_PO was traced until ", await DoneAsync("trace", "stop", "SAP", "CREATE_PO"), StringComparison.Ordinal);
        Assert.StartsWith("SAP/CREATE_PO was traced until ", await DoneAsync("trace", "show", "SAP", "CREATE_PO"), StringComparison.Ordinal);
        Assert.Equal("No endpoint is traced.", (await DoneAsync("trace", "list", "--system", "SAP")).Trim());

        Assert.StartsWith("SAP/CREATE_PO  DISABLED", await DoneAsync("endpoint", "disable", "SAP", "CREATE_PO"), StringComparison.Ordinal);
        Assert.Matches("CREATE_PO +DISABLED", await DoneAsync("endpoint", "list", "SAP"));
        Assert.StartsWith("SAP  DISABLED", await DoneAsync("system", "disable", "SAP"), StringComparison.Ordinal);
        Assert.StartsWith("SAP  enabled", await DoneAsync("system", "enable", "SAP"), StringComparison.Ordinal);
        Assert.Matches("SAP +enabled", await DoneAsync("system", "list"));
        Assert.Contains("ENDPOINT SAP/CREATE_PO", await DoneAsync("audit", "changes", "--kind", "ENDPOINT", "--system", "SAP", "--code", "CREATE_PO"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_erasure_is_asked_for_with_one_key_and_approved_with_another()
    {
        await _hub.Http.CreateOrderAsync("PO-1", "MAT-1001");
        var other = await CreateKeyAsync("AUDITOR", "erasures:manage");

        Assert.Contains("prokure erase approve ", await DoneAsync("erase", "--entity", "PURCHASE_ORDER:PO-1", "--reason", "asked for"), StringComparison.Ordinal);
        var order = JsonNode.Parse(await DoneAsync("erase", "list", "--json"))!["items"]![0]!.Text("erasure_id");
        var own = await RunAsync("erase", "approve", order);
        Assert.Equal((4, $"Erasure {order} was asked for with this key; another has to approve it."), (own.ExitCode, own.Error.Trim()));

        var approved = await ProkureRun.OfAsync(_hub.Http.BaseAddress!, other, "erase", "approve", order);
        Assert.Equal((0, ""), (approved.ExitCode, approved.Error));
        while ((await _hub.Http.ReadAsync($"/api/v1/erasures/{order}")).Text("state") != "COMPLETED")
            await Task.Delay(50, Token);
        Assert.Contains("nothing found.", await DoneAsync("erase", "show", order), StringComparison.Ordinal);
        Assert.Contains("erasure.approved", await DoneAsync("audit", "list", "--action", "erasure."), StringComparison.Ordinal);

        Assert.Contains("AUDITOR  enabled", await DoneAsync("api-key", "list"), StringComparison.Ordinal);
        Assert.Equal("AUDITOR  DISABLED", (await DoneAsync("api-key", "disable", "AUDITOR")).Trim());
        Assert.Equal(4, (await ProkureRun.OfAsync(_hub.Http.BaseAddress!, other, "erase", "list")).ExitCode);
    }

    private async Task<string> DoneAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.ExitCode == 0, $"prokure {string.Join(' ', arguments)} ended with {run.ExitCode}: {run.Error}{run.Output}");
        return run.Output;
    }

    private Task<ProkureRun> RunAsync(params string[] arguments) => ProkureRun.OfAsync(_hub.Http.BaseAddress!, _hub.Key, arguments);

    private async Task<string> CreateKeyAsync(string id, string scope)
    {
        using var made = await _hub.Http.PostAsJsonAsync(
            new Uri("/api/v1/api-keys", UriKind.Relative), new JsonObject { ["id"] = id, ["name"] = "Other", ["scopes"] = new JsonArray(scope), ["systems"] = new JsonArray() }, Token);
        return (await made.Content.ReadFromJsonAsync<JsonNode>(Token))!.Text("key");
    }
}
