using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Api;

public sealed class SystemApiTests(SapHubFixture sap)
{
    private const string Path = "/api/v1/system/reconciliation";

    [Fact]
    public async Task Reconciliation_OfASingleHub_LeadsAndPasses()
    {
        JsonNode state = new JsonObject();
        await Wait.UntilAsync(async () => (state = (await sap.Hub.Admin.GetAsync(Path)).AssertStatus(200))["last_pass_at"] is not null);

        var own = sap.Hub.Services.GetRequiredService<HubInstance>().Id;
        Assert.Equal((own, own, true), ((string?)state["instance_id"], (string?)state["leader"], (bool?)state["is_leader"]));
        Assert.NotNull(state["leading_since"]);
        Assert.NotNull(state["checked_until"]);
        Assert.Equal((own, Environment.ProcessId), ((string?)Only(state["live_instances"])["instance_id"], (int?)Only(state["live_instances"])["process_id"]));
        Assert.Equal(0, (long?)state["counts"]!["retries_without_delivery"]);
        Assert.Empty(state["faults"]!.AsArray());
        Assert.Empty(state["unmendable"]!.AsArray());
    }

    [Fact]
    public async Task Health_SaysWhoLeads()
    {
        await Wait.UntilAsync(async () =>
        {
            var ready = (await sap.Hub.Admin.GetAsync("/health/ready")).AssertStatus(200);
            return ((string)ready["parts"]!["reconciliation"]!["message"]!).StartsWith("This hub leads since 20", StringComparison.Ordinal);
        });
    }

    private static JsonNode Only(JsonNode? list) => Assert.Single(list!.AsArray())!;
}
