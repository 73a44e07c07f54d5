using System.Text;
using System.Text.Json.Nodes;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Tests.Execution;

/// <summary>What expressions may ask for besides their input: the call's context, and status and headers of the answer.</summary>
public sealed class ExpressionVariablesTests(PipelineFixture fixture) : IClassFixture<PipelineFixture>
{
    [Fact]
    public async Task ResponseTransform_AsksForTheETag_GetsIt()
    {
        var result = await RunAsync(Create with { ResponseTransform = "T" }, """{ "etag": $headers.etag, "status": $status, "cookie": $headers.`set-cookie`, "po": d.PurchaseOrder }""", "MAT-SECRET");

        var answer = JsonNode.Parse(result.Response.Span)!.AsObject();
        Assert.Equal(["etag", "status", "po"], answer.Select(member => member.Key), StringComparer.Ordinal);
        Assert.Equal(($"W/\"{(string?)answer["po"]}-1\"", 201), ((string?)answer["etag"], (int)answer["status"]!));
    }

    [Fact]
    public async Task RequestHeader_ETagOfThePayload_IsSentAsIfMatch()
    {
        string? seen = null;
        fixture.OnArrival = request => Task.FromResult(seen = request.Headers.GetValueOrDefault("If-Match"));

        await RunAsync(Create with { Headers = Create.Headers.Add("If-Match", "etag") }, "{}", "MAT-1", payload: """{"etag":"W/\"1-2\""}""");

        Assert.Equal("W/\"1-2\"", seen);
    }

    [Fact]
    public async Task RequestExpressions_AskForTheContext_GetIt()
    {
        var endpoint = Create with { Path = "/echo/body", RequestTransform = "T", ResponseTransform = null, Query = Create.Query.Add("ref", "$context.entity_id") };
        string? query = null;
        fixture.OnArrival = request => Task.FromResult(query = request.Query);

        var result = await RunAsync(endpoint, """{ "type": $context.entity_type, "plant": $context.keys.plant, "none": $context.operation_type }""", "MAT-1");

        Assert.Equal("""{"type":"PURCHASE_ORDER","plant":"1000"}""", Encoding.UTF8.GetString(result.Response.Span));
        Assert.Equal("?ref=PO-4711", query);
    }

    private static readonly EndpointConfig Create = new()
    {
        SystemCode = "SAP",
        Code = "VARIABLES",
        Method = "POST",
        Path = "/sap/opu/odata/purchase-orders",
        RequestTransform = "REQUEST",
    };

    private Task<InvocationResult> RunAsync(EndpointConfig endpoint, string transform, string material, string? payload = null)
    {
        var configuration = PipelineFixture.Configuration(fixture.Sap.BaseUrl);
        var invocation = PipelineFixture.Invocation("VARIABLES", payload ?? PipelineFixture.Order(material));
        return fixture.RunAsync(
            configuration with
            {
                Endpoints = configuration.Endpoints.Add(PipelineFixture.Stored(endpoint)),
                Transforms = configuration.Transforms.Add(PipelineFixture.Stored(new TransformConfig { SystemCode = "SAP", Code = "T", PublishedVersion = 1, Published = transform })),
            },
            invocation with { Context = invocation.Context with { Keys = new Dictionary<string, string>(StringComparer.Ordinal) { ["plant"] = "1000" } } });
    }
}
