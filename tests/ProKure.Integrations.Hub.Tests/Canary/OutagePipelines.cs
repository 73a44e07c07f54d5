using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>Long bodies, and what waits on the hub's own disk while a store is away.</summary>
internal sealed class OutagePipelines(CanarySystem system)
{
    private const string Long = "LONG", Stored = "STORED";

    private HubSpool Spooled => system.Hub.Server.Services.GetRequiredService<HubSpool>();

    public async Task RunAsync()
    {
        await system.EndpointAsync(Long);
        await system.EndpointAsync(Stored, endpoint => (endpoint["method"], endpoint["response_format"]) = ("GET", new JsonObject { ["type"] = "STORED" }));
        await LongBodiesAsync("LONG_BODIES");
        await WithoutObjectStoreAsync();
        await WithoutLogStoreAsync();
    }

    // The secrets stand before, behind, and just where the log cuts the body.
    private async Task LongBodiesAsync(string pipeline)
    {
        foreach (var call in system.Book.CallsThrough(pipeline))
        {
            var fill = CanaryHub.MaxBodyBytes - 250 + (call.Form % 40 * 10);
            system.Leaky.Says(call.Path, call.Answer(fill: fill));
            await system.InvokeAsync(Long, call, payload: call.Payload(fill));
            system.Leaky.Says(call.Path, call.Answer(status: 200, fill: fill));
            await system.InvokeAsync(Stored, call);
        }
    }

    private async Task WithoutObjectStoreAsync()
    {
        system.Hub.Objects.IsShut = true;
        await LongBodiesAsync("NO_OBJECT_STORE");
        Assert.NotEqual(0, Spooled.WholeBodies.Count);
        system.Evidence.Add(Places.Outbox, FileDump.Of(Path.Combine(system.Hub.Folder, "spool")));
        system.Hub.Objects.IsShut = false;
        await Wait.UntilAsync(() => Task.FromResult(Spooled.WholeBodies.Count == 0));
    }

    private async Task WithoutLogStoreAsync()
    {
        await system.EndpointAsync("SPOOLED");
        await system.EndpointAsync("SPOOLED_ERRORS", endpoint => endpoint["capture"] = new JsonObject { ["level"] = "ERRORS" });
        system.Hub.Log.IsShut = true;
        foreach (var call in system.Book.CallsThrough("NO_LOG_STORE"))
        {
            system.Leaky.Says(call.Path, call.Answer());
            await system.InvokeAsync("SPOOLED", call);
            await system.InvokeAsync("SPOOLED_ERRORS", call);
            await system.InvokeAsync("SPOOLED", call, "ASYNC");
        }

        await system.AllEndedAsync("NO_LOG_STORE");
        system.Evidence.Add(Places.Spool, FileDump.Of(Path.Combine(system.Hub.Folder, "spool")));
        system.Hub.Log.IsShut = false;
        await Wait.UntilAsync(() => Task.FromResult(Spooled.State.Log.Count == 0));
    }
}
