using System.Text.Json.Nodes;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>Calls whose caller waits: plain, with a key, at each capture level, with mappings that stumble over secrets, and wrong ones.</summary>
internal sealed class CallPipelines(CanarySystem system)
{
    private static readonly string[] Levels = ["NONE", "METADATA", "ERRORS", "SAMPLED", "TRACED"];

    // Each says the value that it stumbles over.
    private static readonly (string Code, string Mapping)[] Stumbling =
    [
        ("NUMBER_OF_PASSWORD", "{ 'x': $number(login.password) }"),
        ("ERROR_WITH_PASSWORD", "$error('cannot map ' & login.password)"),
        ("ASSERT_WITH_LOGIN", "$assert(false, 'no login as ' & $string(login))"),
        ("CODE_OF_PASSWORD", "{ 'x': $externalCode('UOM', login.password) }"),
        ("SUM_WITH_TOKEN", "{ 'x': login.credentials[0] + 1 }"),
        ("NUMBER_OF_NOTE", "{ 'x': $number(notes[1]) }"),
        ("NUMBER_OF_PIN", "{ 'x': $number(login.pin) }"),
    ];

    public IEnumerable<Task> Run() => [SynchronousAsync(), KeysAsync(), .. Levels.Select(LevelAsync), MappingsAsync(), AnswerMappingsAsync(), WrongInputAsync()];

    private async Task SynchronousAsync()
    {
        await system.EndpointAsync("SEND");
        foreach (var call in system.Book.CallsThrough("SYNCHRONOUS"))
        {
            system.Leaky.Says(call.Path, call.Answer());
            await system.InvokeAsync("SEND", call);
        }
    }

    private async Task KeysAsync()
    {
        await system.EndpointAsync("KEYED");
        foreach (var call in system.Book.CallsThrough("KEYS"))
        {
            system.Leaky.Says(call.Path, call.Form % 2 == 0 ? call.Json() : call.Answer());
            var key = $"key-{call.Number}";
            var first = await system.InvokeAsync("KEYED", call, key: key);
            Assert.Equal(first.Text, (await system.InvokeAsync("KEYED", call, key: key)).Text);
            (await system.InvokeAsync("KEYED", call, key: key, payload: call.Payload(fill: 1))).AssertProblem(422, "idempotency-key-reused");
        }
    }

    private async Task LevelAsync(string level)
    {
        var endpoint = $"LEVEL_{level}";
        await system.EndpointAsync(endpoint, created => created["capture"] = new JsonObject { ["level"] = level == "TRACED" ? "NONE" : level, ["sample_share"] = level == "SAMPLED" ? 1.0 : null });
        if (level == "TRACED")
            (await system.Admin.PutAsync($"/api/v1/systems/{CanarySystem.Code}/endpoints/{endpoint}/trace", new JsonObject { ["duration"] = "1h", ["reason"] = "canary" })).AssertStatus(200);
        foreach (var call in system.Book.CallsThrough(endpoint))
        {
            system.Leaky.Says(call.Path, call.Form % 3 == 0 ? call.Json() : call.Answer());
            await system.InvokeAsync(endpoint, call);
        }
    }

    private async Task MappingsAsync()
    {
        await system.Hub.Server.CreateAsync($"/api/v1/systems/{CanarySystem.Code}/code-mapping-sets", new JsonObject
        {
            ["code"] = "UOM",
            ["mappings"] = new JsonArray(new JsonObject { ["internal"] = "PCE", ["external"] = "EA" }),
        });
        foreach (var (code, mapping) in Stumbling)
        {
            await TransformAsync(code, mapping);
            await system.EndpointAsync(code, endpoint => endpoint["request_transform"] = code);
            foreach (var call in system.Book.CallsThrough("MAPPINGS", most: 2))
            {
                (await system.InvokeAsync(code, call)).AssertStatus(422);
                await system.DeliverAsync(code, call, "DEAD");
            }
        }

        await system.EndpointAsync("STUMBLING_HEADER", endpoint => endpoint["headers"] = new JsonObject { ["X-Sum"] = "login.password + 1" });
        await system.EndpointAsync("STUMBLING_ORDER", endpoint => endpoint["order_by_entity"] = new JsonObject { ["key"] = "$number(login.password)" });
        foreach (var call in system.Book.CallsThrough("MAPPINGS", most: 2))
        {
            (await system.InvokeAsync("STUMBLING_HEADER", call)).AssertStatus(422);
            Assert.InRange((await system.InvokeAsync("STUMBLING_ORDER", call, "ASYNC")).Status, 400, 499);
        }
    }

    private async Task AnswerMappingsAsync()
    {
        await TransformAsync("NUMBER_OF_ANSWERED", "{ 'x': $number(password) }");
        foreach (var (code, with) in new (string, Action<JsonObject>)[]
                 {
                     ("ANSWER_NUMBER", endpoint => endpoint["response_transform"] = "NUMBER_OF_ANSWERED"),
                     ("ANSWER_RULE", endpoint => endpoint["success_rule"] = "$error('refused ' & password)"),
                     ("ANSWER_MESSAGE", endpoint => (endpoint["success_rule"], endpoint["error_message"]) = ("false", "'it said ' & password")),
                 })
        {
            await system.EndpointAsync(code, with);
            foreach (var call in system.Book.CallsThrough("ANSWER_MAPPINGS", most: 2))
            {
                system.Leaky.Says(call.Path, call.Json());
                Assert.NotEqual(200, (await system.InvokeAsync(code, call)).Status);
                await system.DeliverAsync(code, call, "DEAD");
            }
        }
    }

    // What these are told is their own: it goes to nobody else, and is not searched.
    private async Task WrongInputAsync()
    {
        const string invoke = $"/api/v1/systems/{CanarySystem.Code}/endpoints/SEND/invoke";
        foreach (var call in system.Book.CallsThrough("WRONG_INPUT"))
        {
            var payload = call.Payload().ToJsonString();
            await system.Admin.PostTextAsync(invoke, $"{{\"payload\": {payload[..^5]}");
            await system.Admin.PostTextAsync(invoke, $"{{\"payload\": {payload}, \"{call.Password}\": 1}}");
            await system.Admin.PostTextAsync($"{invoke}?api_key={call.Password}", payload, ("X-Correlation-ID", $"{call.Token} {call.Sent[0].Text.ReplaceLineEndings(" ")}"));
            await system.Admin.GetAsync($"/api/v1/logs?cursor={call.Password}&access_token={call.Token}");
            await system.Admin.PostAsync("/api/v1/redaction/preview", new JsonObject { ["system"] = CanarySystem.Code, ["body"] = payload });
            await system.Admin.PostAsync("/api/v1/credentials", new JsonObject { ["code"] = "WRONG", ["type"] = "BASIC", ["secrets"] = new JsonObject { ["password"] = call.Password, [call.Token] = call.Pin } });
            using var stranger = system.Hub.Server.ClientWith($"pk_NOBODY_{call.Password}");
            await stranger.GetAsync("/api/v1/logs");
        }
    }

    private async Task TransformAsync(string code, string text)
    {
        var path = $"/api/v1/systems/{CanarySystem.Code}/transforms";
        var created = await system.Hub.Server.CreateAsync(path, new JsonObject { ["code"] = code, ["draft"] = text });
        (await system.Admin.PostAsync($"{path}/{code}/publish", null, ("If-Match", created.Header("ETag")!))).AssertStatus(200);
    }
}
