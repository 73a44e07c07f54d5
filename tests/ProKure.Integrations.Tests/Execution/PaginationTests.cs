using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Tests.Execution;

/// <summary>Lists in pages: one answer, a document a page, and an end in every case.</summary>
public sealed class PaginationTests : IClassFixture<PipelineFixture>
{
    private const string Materials = "/sap/opu/odata/materials";

    private static readonly PaginationConfig ByLink = new() { Style = PaginationStyle.Link, Items = "d.results", Next = "d.__next" };

    private readonly PipelineFixture _fixture;

    public PaginationTests(PipelineFixture fixture)
    {
        _fixture = fixture;
        fixture.OnArrival = null;
    }

    public static TheoryData<string, PaginationConfig> EveryStyle => new()
    {
        { Materials, ByLink },
        { Materials, ByLink with { Next = null } },
        { $"{Materials}/by-page", ByLink with { Style = PaginationStyle.PageNumber, Next = null, Parameter = "page" } },
        { $"{Materials}/by-page", ByLink with { Style = PaginationStyle.PageNumber, Next = "$exists(d.cursor)", Parameter = "page" } },
        { $"{Materials}/by-cursor", ByLink with { Style = PaginationStyle.Cursor, Next = "d.cursor", Parameter = "cursor" } },
    };

    [Theory]
    [MemberData(nameof(EveryStyle))]
    public async Task Run_EachStyle_GivesTheWholeList(string path, PaginationConfig pagination)
    {
        var result = await RunAsync(path, pagination);

        Assert.Equal((LogStatus.Success, null), (result.Status, result.Failure?.Message));
        var answer = JsonNode.Parse(result.Response.Span)!;
        Assert.Equal(Enumerable.Range(1001, 25).Select(i => $"MAT-{i}"), answer["items"]!.AsArray().Select(item => (string)item!["Material"]!), StringComparer.Ordinal);
        Assert.InRange((int)answer["pages"]!, 3, 4);
    }

    [Fact]
    public async Task Run_SeveralPages_EachHasADocumentThatWasThereBeforeItWasSent()
    {
        var atArrival = new List<(string Url, LogStatus? Status)>();
        _fixture.OnArrival = request =>
        {
            var document = _fixture.Log.Documents.SingleOrDefault(d => d.Entry.RequestUrl!.EndsWith(request.Path + request.Query, StringComparison.Ordinal)
                && d.Entry.CorrelationId == request.Headers["X-Correlation-ID"]);
            atArrival.Add((request.Path + request.Query, document?.Entry.Status));
            return Task.CompletedTask;
        };

        var result = await RunAsync(Materials, ByLink);

        Assert.Equal(
            [(Materials, LogStatus.Pending), ($"{Materials}?$skip=10", LogStatus.Pending), ($"{Materials}?$skip=20", LogStatus.Pending)],
            atArrival.Select(pair => (pair.Url, pair.Status!.Value)));
        var documents = DocumentsOf(result);
        Assert.Equal(["1", "2", "3"], documents.Select(d => d.Entry.Context.Keys["page"]), StringComparer.Ordinal);
        Assert.Equal([null, documents[0].Entry.RequestId, documents[0].Entry.RequestId], documents.Select(d => d.Entry.ParentRequestId));
        Assert.All(documents, d => Assert.Equal((LogStatus.Success, 200, 1, "PO-4711"), (d.Entry.Status, d.Entry.ResponseStatus, d.Entry.Retry.AttemptNumber, d.Entry.Context.EntityId)));
        Assert.Equal((documents[2].Entry.RequestId, (Guid?)documents[0].Entry.RequestId, true), (result.RequestId, result.ParentRequestId, result.IsLogged));
        Assert.True(result.DurationMs >= documents[2].Entry.DurationMs);
    }

    [Fact]
    public async Task Run_PageFails_TheCallFailsWithThatPage()
    {
        var result = await RunAsync(Materials, ByLink, ("fail_at", "\"10\""));

        Assert.Equal((LogStatus.Failed, ErrorType.HttpStatus, 503), (result.Status, result.Failure!.Type, result.ResponseStatus));
        Assert.True(result.Response.IsEmpty);
        var documents = DocumentsOf(result);
        Assert.Equal([LogStatus.Success, LogStatus.Failed], documents.Select(d => d.Entry.Status));
        Assert.Equal((documents[1].Entry.RequestId, (Guid?)documents[0].Entry.RequestId), (result.RequestId, result.ParentRequestId));
    }

    [Theory]
    [InlineData("loop", "PAGE_LOOP", "Page 1 leads back to a page that was there already.", 1)]
    [InlineData("elsewhere", "PAGE_LINK_REFUSED", "The link to the next page leads to http://127.0.0.1:9/stolen, away from the system's base URL; it is not followed.", 1)]
    [InlineData("endless", "PAGE_LIMIT", "The list has more than the 5 pages that the endpoint allows.", 5)]
    public async Task Run_LinksAsTheyShouldNotBe_EndTheCall(string link, string code, string message, int pages)
    {
        var result = await RunAsync(Materials, ByLink with { MaxPages = 5 }, ("link", $"\"{link}\""));

        Assert.Equal((LogStatus.Failed, ErrorType.Response, code, message), (result.Status, result.Failure!.Type, result.Failure.Code, result.Failure.Message));
        Assert.Equal(pages, DocumentsOf(result).Count);
        Assert.True(result.Response.IsEmpty);
    }

    [Fact]
    public async Task Run_LinkOutOfTheBasePath_IsNotFollowed()
    {
        var configuration = Configuration("/materials", ByLink, ("link", "\"outside\""));
        var system = configuration.Systems[0].Row with { BaseUrl = new Uri(_fixture.Sap.BaseUrl, "/sap/opu/odata") };

        var result = await _fixture.RunAsync(configuration with { Systems = [PipelineFixture.Stored(system)] }, PipelineFixture.Invocation("LIST", "{}"));

        Assert.Equal("PAGE_LINK_REFUSED", result.Failure!.Code);
    }

    [Fact]
    public async Task Run_RelativeLink_IsFollowedFromThePage() => Assert.Equal(LogStatus.Success, (await RunAsync(Materials, ByLink, ("link", "\"relative\""))).Status);

    [Fact]
    public async Task Run_ServerThatDoesNotKnowTheParameter_IsNoticed()
    {
        var result = await RunAsync(Materials, ByLink with { Style = PaginationStyle.PageNumber, Next = null, Parameter = "seite" });

        Assert.Equal(("PAGE_LOOP", "Page 2 has the same items as the one before it."), (result.Failure!.Code, result.Failure.Message));
    }

    [Fact]
    public async Task Run_ItemsBeyondTheLimit_EndTheCall()
    {
        var result = await RunAsync(Materials, ByLink with { MaxBytes = 600 });

        Assert.Equal(("PAGES_TOO_LARGE", "The items of the first 2 pages have more than the 600 bytes that the endpoint allows."), (result.Failure!.Code, result.Failure.Message));
    }

    [Fact]
    public async Task Run_TimeIsUp_CountsAllPagesTogether()
    {
        var pages = 0;
        _fixture.OnArrival = async _ =>
        {
            // The third page's answer waits until nobody waits for it any more.
            if (Interlocked.Increment(ref pages) == 3)
                await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        };
        var configuration = Configuration(Materials, ByLink);
        var endpoint = configuration.Endpoints[^1].Row with { Timeout = TimeSpan.FromSeconds(1) };

        var result = await _fixture.RunAsync(configuration with { Endpoints = [PipelineFixture.Stored(endpoint)] }, PipelineFixture.Invocation("LIST", "{}"));

        Assert.Equal((LogStatus.Timeout, ErrorType.Timeout), (result.Status, result.Failure!.Type));
        Assert.Equal([LogStatus.Success, LogStatus.Success, LogStatus.Timeout], DocumentsOf(result).Select(d => d.Entry.Status));
    }

    private Task<InvocationResult> RunAsync(string path, PaginationConfig pagination, params (string Name, string Expression)[] query) =>
        _fixture.RunAsync(Configuration(path, pagination, query), PipelineFixture.Invocation("LIST", "{}"));

    private HubConfiguration Configuration(string path, PaginationConfig pagination, params (string Name, string Expression)[] query)
    {
        var configuration = PipelineFixture.Configuration(_fixture.Sap.BaseUrl);
        return configuration with
        {
            Endpoints = configuration.Endpoints.Add(PipelineFixture.Stored(new EndpointConfig
            {
                SystemCode = "SAP",
                Code = "LIST",
                Method = "GET",
                Path = path,
                Query = query.ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Expression, StringComparer.Ordinal),
                Pagination = pagination,
                Idempotency = Idempotency.Idempotent,
            })),
        };
    }

    /// <summary>The documents of a call's exchanges, in the order of the exchanges.</summary>
    private List<LogDocument> DocumentsOf(InvocationResult result) =>
        [.. _fixture.Log.Documents.Where(d => d.Entry.CorrelationId == result.CorrelationId.ToString()).OrderBy(d => int.Parse(d.Entry.Context.Keys["page"], System.Globalization.CultureInfo.InvariantCulture))];
}
