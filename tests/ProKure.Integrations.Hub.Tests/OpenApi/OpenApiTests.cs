using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.OpenApi;

public sealed partial class OpenApiTests(SapHubFixture sap)
{
    [Fact]
    public async Task Document_EveryRouteOfTheApi_IsDescribed()
    {
        var paths = (await DocumentAsync())["paths"]!.AsObject();

        var described = paths.SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}")).ToList();
        var routes = sap.Hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => IsOurs(route))
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} /{route.RoutePattern.RawText!.Trim('/')}"));
        Assert.Equal(routes.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Document_EveryOperation_SaysWhatItDoesWhatItNeedsAndHowItFails()
    {
        var document = await DocumentAsync();

        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                var name = $"{method} {path}";
                Assert.True(ids.Add((string)operation!["operationId"]!), name);
                Assert.False(string.IsNullOrEmpty((string?)operation["summary"]), name);
                Assert.False(string.IsNullOrEmpty((string?)operation["description"]), name);
                Assert.NotEmpty(operation["tags"]!.AsArray());
                var parameters = operation["parameters"]?.AsArray().Where(p => (string?)p!["in"] == "path").Select(p => (string)p!["name"]!) ?? [];
                Assert.Equal(PathParameter().Matches(path).Select(match => match.Groups["name"].Value), parameters, StringComparer.Ordinal);
                var responses = operation["responses"]!.AsObject();
                Assert.Contains("500", responses);
                if (path.StartsWith("/health", StringComparison.Ordinal))
                    continue;
                Assert.Equal(2, operation["security"]!.AsArray().Count);
                Assert.Contains("401", responses);
                Assert.Contains("403", responses);
                foreach (var (status, response) in responses.Where(response => int.Parse(response.Key, null) >= 400))
                    Assert.NotNull(response!["content"]![Problem.ContentType]!["schema"]);
            }
        }
    }

    [Fact]
    public async Task Document_Invoke_HasExamplesThatTheHubWouldTakeAndGive()
    {
        var invoke = (await DocumentAsync())["paths"]!["/api/v1/systems/{system}/endpoints/{endpoint}/invoke"]!["post"]!;

        var request = invoke["requestBody"]!["content"]!["application/json"]!["example"]!;
        var answer = await sap.Hub.Admin.PostAsync("/api/v1/systems/SAP/endpoints/CREATE_PO/invoke", request.DeepClone());
        Assert.Equal(Fields(invoke["responses"]!["200"]!["content"]!["application/json"]!["example"]!), Fields(answer.AssertStatus(200)), StringComparer.Ordinal);

        var queued = request.DeepClone();
        queued["mode"] = "ASYNC";
        var delivery = await sap.Hub.Admin.PostAsync("/api/v1/systems/SAP/endpoints/CREATE_PO/invoke", queued);
        Assert.Equal(Fields(invoke["responses"]!["202"]!["content"]!["application/json"]!["example"]!), Fields(delivery.AssertStatus(202)), StringComparer.Ordinal);

        request["payload"]!["items"]![0]!["item_code"] = "MAT-INVALID";
        var problem = (await sap.Hub.Admin.PostAsync("/api/v1/systems/SAP/endpoints/CREATE_PO/invoke", request.DeepClone())).AssertProblem(502, "http-status");
        Assert.Equal(Fields(invoke["responses"]!["502"]!["content"]![Problem.ContentType]!["example"]!), Fields(problem), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Document_Deliveries_HaveExamplesThatTheHubWouldTakeAndGive()
    {
        var paths = (await DocumentAsync())["paths"]!;
        await sap.Hub.CreateEndpointAsync("EXAMPLES", "/purchase-orders", endpoint => (endpoint["request_transform"], endpoint["idempotency"]) = ("CREATE_PO_REQUEST", "IDEMPOTENT_WITH_KEY"));
        var (waiting, dead) = (await QueueAsync("MAT-1001", "2126-03-02T06:00:00Z"), await QueueAsync("MAT-INVALID", null));
        await Wait.UntilAsync(async () => (string?)(await sap.Hub.Admin.GetAsync($"/api/v1/deliveries/{dead}")).Json["state"] == "DEAD");

        var list = paths["/api/v1/deliveries"]!["get"]!;
        var page = (await sap.Hub.Admin.GetAsync("/api/v1/deliveries?endpoint=EXAMPLES")).AssertStatus(200);
        Assert.Equal(Fields(Example(list["responses"]!["200"]!)), Fields(page), StringComparer.Ordinal);
        Assert.Equal(Fields(Example(list["responses"]!["200"]!)["items"]![0]!), Fields(page["items"]![0]!), StringComparer.Ordinal);

        var read = paths["/api/v1/deliveries/{delivery_id}"]!["get"]!;
        Assert.Equal(Fields(Example(read["responses"]!["200"]!)), Fields((await sap.Hub.Admin.GetAsync($"/api/v1/deliveries/{dead}")).AssertStatus(200)), StringComparer.Ordinal);

        var cancel = paths["/api/v1/deliveries/{delivery_id}/cancel"]!["post"]!;
        var cancelled = (await sap.Hub.Admin.PostAsync($"/api/v1/deliveries/{waiting}/cancel", Example(cancel["requestBody"]!).DeepClone())).AssertStatus(200);
        foreach (var status in new[] { "200", "202" })
        {
            Assert.Equal(Fields(Example(cancel["responses"]![status]!)), Fields(cancelled), StringComparer.Ordinal);
            Assert.Equal(Fields(Example(cancel["responses"]![status]!)["delivery"]!), Fields(cancelled["delivery"]!), StringComparer.Ordinal);
            Assert.Equal(Fields(Example(cancel["responses"]![status]!)["delivery"]!["actions"]![0]!), Fields(cancelled["delivery"]!["actions"]![0]!), StringComparer.Ordinal);
        }

        var again = (await sap.Hub.Admin.PostAsync($"/api/v1/deliveries/{waiting}/cancel", Example(cancel["requestBody"]!).DeepClone())).AssertProblem(409, "delivery-state");
        Assert.Equal(Fields(cancel["responses"]!["409"]!["content"]![Problem.ContentType]!["example"]!), Fields(again), StringComparer.Ordinal);

        var retry = paths["/api/v1/deliveries/{delivery_id}/retry"]!["post"]!;
        var retried = (await sap.Hub.Admin.PostAsync($"/api/v1/deliveries/{dead}/retry", Example(retry["requestBody"]!).DeepClone())).AssertStatus(200);
        Assert.Equal(Fields(Example(retry["responses"]!["200"]!)), Fields(retried), StringComparer.Ordinal);
        Assert.Equal(Fields(Example(retry["responses"]!["200"]!)["failure"]!), Fields(retried["failure"]!), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Document_Schemas_ShowNamesFormsAndMembersOfTheWire()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;

        var system = schemas["SystemRequest"]!;
        Assert.Equal(["name", "base_url"], system["required"]!.AsArray().Select(name => (string)name!), StringComparer.Ordinal);
        Assert.Equal(false, (bool?)system["additionalProperties"]);
        Assert.Contains("5s", system["properties"]!["connect_timeout"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("IDEMPOTENT_WITH_KEY", schemas.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("Name for people.", schemas["SystemResponse"]!["properties"]!["name"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_Sources_AreAllOfThisHost()
    {
        using var client = sap.Hub.ClientWith(null);

        var page = await client.GetAsync("/scalar/v1");
        Assert.Equal(200, page.Status);
        Assert.DoesNotContain("http://", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page.Text, StringComparison.Ordinal);
        foreach (Match source in Source().Matches(page.Text))
        {
            var asset = await client.GetAsync($"/scalar/{source.Groups["source"].Value}");
            Assert.Equal(200, asset.Status);
        }

        // What the script itself might fetch from elsewhere, the browser refuses.
        Assert.Contains("default-src 'self'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("connect-src 'self'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    private async Task<JsonNode> DocumentAsync()
    {
        using var client = sap.Hub.ClientWith(null);
        return (await client.GetAsync("/openapi/v1.json")).AssertStatus(200);
    }

    private async Task<string> QueueAsync(string material, string? notBefore)
    {
        var body = new JsonObject { ["payload"] = SapHub.Order(material, $"PO-{Guid.CreateVersion7()}"), ["mode"] = "ASYNC" };
        if (notBefore is not null)
            body["not_before"] = notBefore;
        return (await sap.Hub.Admin.PostAsync("/api/v1/systems/SAP/endpoints/EXAMPLES/invoke", body)).AssertStatus(202)["delivery_id"]!.GetValue<string>();
    }

    private static JsonNode Example(JsonNode described) => described["content"]!["application/json"]!["example"]!;

    private static bool IsOurs(RouteEndpoint route) =>
        route.RoutePattern.RawText!.TrimStart('/').StartsWith("api/", StringComparison.Ordinal) || route.RoutePattern.RawText.TrimStart('/').StartsWith("health/", StringComparison.Ordinal);

    private static IEnumerable<string> Fields(JsonNode node) => node.AsObject().Select(field => field.Key);

    [GeneratedRegex(@"\{(?<name>[^}]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathParameter();

    [GeneratedRegex("""(src|href)="(?<source>[^"]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Source();
}
