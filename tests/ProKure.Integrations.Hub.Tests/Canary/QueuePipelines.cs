using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Capture;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>What the hub owns until it ends: queued, tried again, dead and replayed, looked up.</summary>
internal sealed class QueuePipelines(CanarySystem system)
{
    public IEnumerable<Task> Run() => [QueuedAsync(), RetriesAsync(), DeadLettersAsync(), LookupsAsync()];

    private async Task QueuedAsync()
    {
        await system.EndpointAsync("QUEUED");
        foreach (var call in system.Book.CallsThrough("QUEUED"))
        {
            var isGood = call.Form % 2 == 0;
            system.Leaky.Says(call.Path, isGood ? call.Json() : call.Answer(status: 400));
            await system.DeliverAsync("QUEUED", call, isGood ? "SUCCEEDED" : "DEAD");
        }
    }

    private async Task RetriesAsync()
    {
        await system.EndpointAsync("RETRIED", endpoint => endpoint["retry_policy"] = CanarySystem.RetryPolicy);
        await Task.WhenAll(system.Book.CallsThrough("RETRIES").Select(async call =>
        {
            system.Leaky.Says(call.Path, call.Answer(status: 503), call.Answer(status: 500), call.Json());
            var delivery = await system.DeliverAsync("RETRIED", call, "SUCCEEDED");
            Assert.Equal(3, (int?)delivery["attempts_made"]);
        }));
    }

    private async Task DeadLettersAsync()
    {
        const string pipeline = "DEAD_LETTERS";
        await system.EndpointAsync("DYING");
        foreach (var call in system.Book.CallsThrough(pipeline))
        {
            system.Leaky.Says(call.Path, call.Answer(status: 500), call.Json());
            var path = $"/api/v1/dead-letters/{(await system.DeliverAsync("DYING", call, "DEAD"))["delivery_id"]}";
            var note = new JsonObject { ["note"] = $"Ordered by phone with {call.Sent[0].Text}, password={call.Password}" };
            if (call.Form % 3 == 0)
                await system.EndOfAsync((await system.Admin.PostAsync($"{path}/replay", note)).Header("Location")!);
            else if (call.Form % 3 == 1)
                (await system.Admin.PostAsync($"{path}/resolve", note)).AssertStatus(200);
        }

        var begun = await system.Admin.PostAsync("/api/v1/replay-jobs", new JsonObject { ["filter"] = new JsonObject { ["entity_type"] = "CANARY", ["entity_id"] = pipeline }, ["rate"] = 200, ["note"] = "It is back" });
        begun.AssertStatus(202);
        await Wait.UntilAsync(async () => (string?)(await system.Admin.GetAsync(begun.Header("Location")!)).AssertStatus(200)["state"] == "COMPLETED");
        await system.AllEndedAsync(pipeline);
    }

    private async Task LookupsAsync()
    {
        await system.EndpointAsync("ASK", endpoint => (endpoint["method"], endpoint["path"], endpoint["headers"], endpoint["error_message"]) = ("GET", "/ask/{n}", null, null));
        await system.EndpointAsync("LOOKED_UP", endpoint =>
        {
            endpoint["idempotency"] = "NOT_IDEMPOTENT";
            endpoint["lookup"] = new JsonObject { ["endpoint"] = "ASK", ["done"] = "status = 200", ["result"] = "body", ["delay"] = "20ms", ["attempts"] = 5 };
        });
        await Task.WhenAll(system.Book.CallsThrough("LOOKUPS").Select(async call =>
        {
            system.Leaky.Says(call.Path, LeakyAnswer.Broken);
            system.Leaky.Says($"/ask/{call.Number}", call.Answer(status: 503), call.Json());

            // A caller who waits is told that the hub goes on asking.
            if (call.Form % 2 == 0)
                await system.DeliverAsync("LOOKED_UP", call, "SUCCEEDED");
            else
                await system.InvokeAsync("LOOKED_UP", call);
        }));
        await StumblingLookupsAsync();
        await system.AllEndedAsync("LOOKUPS");
    }

    private async Task StumblingLookupsAsync()
    {
        foreach (var (code, part, rule) in new[] { ("LOOKED_UP_INPUT", "input", "{ 'n': $number(payload.login.password) }"), ("LOOKED_UP_DONE", "done", "$number(body.password) > 0") })
        {
            await system.EndpointAsync(code, endpoint =>
            {
                endpoint["idempotency"] = "NOT_IDEMPOTENT";
                endpoint["lookup"] = new JsonObject { ["endpoint"] = "ASK", ["done"] = "status = 200", ["delay"] = "20ms", ["attempts"] = 1, [part] = rule };
            });
            foreach (var call in system.Book.CallsThrough("LOOKUPS", most: 1))
            {
                system.Leaky.Says(call.Path, LeakyAnswer.Broken);
                system.Leaky.Says($"/ask/{call.Number}", call.Json());
                Assert.Equal(502, (await system.InvokeAsync(code, call)).Status);
                await system.DeliverAsync(code, call, "DEAD");
            }
        }
    }
}
