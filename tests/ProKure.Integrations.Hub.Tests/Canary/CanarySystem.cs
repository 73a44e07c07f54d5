using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Capture;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>The system that gives all secrets away, as the hub knows it, and how it is called.</summary>
internal sealed class CanarySystem(CanaryHub hub, LeakyServer leaky, CanaryBook book, Evidence evidence)
{
    public const string Code = "CANARY";
    public const string RetentionClass = "AUDIT";
    public const string RetryPolicy = "QUICK";

    public CanaryHub Hub => hub;

    public LeakyServer Leaky => leaky;

    public CanaryBook Book => book;

    public Evidence Evidence => evidence;

    public HubClient Admin => hub.Server.Admin;

    public async Task ConfigureAsync()
    {
        await hub.Server.CreateAsync("/api/v1/retention-classes", new JsonObject { ["code"] = RetentionClass, ["log_days"] = 2_000, ["archive"] = true, ["archive_days"] = 3_000 });
        await hub.Server.CreateAsync("/api/v1/retry-policies", new JsonObject { ["code"] = RetryPolicy, ["backoff"] = "FIXED", ["initial_delay"] = "50ms", ["max_attempts"] = 3, ["jitter"] = 0 });
        await hub.Server.CreateAsync("/api/v1/systems", new JsonObject
        {
            ["code"] = Code,
            ["name"] = "System that leaks",
            ["base_url"] = leaky.BaseUrl,
            ["retention_class"] = RetentionClass,
            ["outbound"] = new JsonObject { ["allow_networks"] = new JsonArray("127.0.0.0/8", "::1/128"), ["max_redirects"] = 2 },
        });
    }

    /// <summary>Creates an endpoint that puts secrets of the payload into URL and headers too.</summary>
    public Task EndpointAsync(string code, Action<JsonObject>? with = null) => hub.Server.CreateEndpointAsync(
        code, "/r/{n}", endpoint =>
        {
            endpoint["query"] = new JsonObject { ["api_key"] = "login.password", ["note"] = "note", ["q"] = "q", ["mark"] = "mark" };
            endpoint["headers"] = new JsonObject { ["X-Note"] = "header", ["Referer"] = "'https://a.example/?access_token=' & login.password" };
            endpoint["error_message"] = "error.message";
            endpoint["idempotency"] = "IDEMPOTENT";
            endpoint["circuit_breaker"] = new JsonObject { ["enabled"] = false };
            with?.Invoke(endpoint);
        },
        Code);

    /// <summary>Invokes an endpoint, and puts down what its caller is told of a failure.</summary>
    public async Task<Answer> InvokeAsync(string endpoint, CanaryCall call, string? mode = null, JsonObject? payload = null, string? key = null)
    {
        var body = new JsonObject
        {
            ["payload"] = payload ?? call.Payload(),
            ["mode"] = mode,
            ["context"] = new JsonObject { ["entity_type"] = "CANARY", ["entity_id"] = call.Pipeline },
        };
        var answer = await Admin.PostAsync($"/api/v1/systems/{Code}/endpoints/{endpoint}/invoke", body, key is null ? [] : [("Idempotency-Key", key)]);
        if (answer.Status != 200)
            evidence.Add(Places.Problems, endpoint, $"{string.Join('\n', answer.Headers)}\n{answer.Text}");
        return answer;
    }

    /// <summary>Queues an invocation.</summary>
    /// <returns>The delivery, at its end.</returns>
    public async Task<JsonNode> DeliverAsync(string endpoint, CanaryCall call, string expected)
    {
        var accepted = await InvokeAsync(endpoint, call, "ASYNC");
        accepted.AssertStatus(202);
        var delivery = await EndOfAsync(accepted.Header("Location")!);
        Assert.True((string?)delivery["state"] == expected, $"{endpoint}: expected {expected}, found {delivery.ToJsonString()}");
        return delivery;
    }

    public async Task<JsonNode> EndOfAsync(string location)
    {
        JsonNode? delivery = null;
        await Wait.UntilAsync(async () => HasEnded(delivery = (await Admin.GetAsync(location)).AssertStatus(200)));
        return delivery!;
    }

    /// <summary>Waits for all deliveries of a pipeline.</summary>
    public Task AllEndedAsync(string pipeline) => Wait.UntilAsync(
        async () => (await Admin.GetAsync($"/api/v1/deliveries?entity_type=CANARY&entity_id={pipeline}&limit=200")).AssertStatus(200)["items"]!.AsArray().All(item => HasEnded(item!)));

    private static bool HasEnded(JsonNode delivery) => (string?)delivery["state"] is "SUCCEEDED" or "DEAD" or "RESOLVED";
}
