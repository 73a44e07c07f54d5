using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Spool;
using ProKure.Integrations.Tests.Execution.Connections;

namespace ProKure.Integrations.Tests.Execution;

/// <summary>Answers that are stored and not read, and answers without end.</summary>
public sealed class StoredAnswerTests
{
    private static readonly ResponseFormatConfig Stored = new() { Type = ResponseBodyType.Stored };

    [Theory]
    [InlineData(3_000)]
    [InlineData(12 << 20)]
    public async Task File_OfAnyLength_IsStoredWholeAndReferredTo(int length)
    {
        var file = new byte[length];
        new Random(1).NextBytes(file);
        await using var server = new RawServer(connection => AnswerAsync(connection, file, "application/pdf"));
        await using var hub = await HubAsync(server, endpoint => endpoint with { ResponseFormat = Stored });

        var result = await hub.CallAsync();

        Assert.Equal(LogStatus.Success, result.Status);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
        Assert.True(JsonNode.DeepEquals(
            new JsonObject
            {
                ["request_id"] = result.RequestId.ToString(),
                ["content_type"] = "application/pdf",
                ["bytes"] = length,
                ["sha256"] = sha256,
                ["is_whole"] = true,
                ["href"] = $"/api/v1/logs/{result.RequestId}/response-body",
            },
            JsonNode.Parse(result.Response.Span)));
        var response = hub.Document(result).Response!;
        var stored = response.Reference is { } reference ? await hub.ReadAsync(reference) : Convert.FromBase64String(Encoding.ASCII.GetString(response.Body.Span));
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(stored)));
        Assert.Equal(length > 1 << 20, response.IsTruncated);
    }

    [Fact]
    public async Task File_AtALevelThatStoresNothing_IsStoredAllTheSame()
    {
        await using var server = new RawServer(connection => AnswerAsync(connection, "a,b\n1,2\n"u8.ToArray(), "text/csv"));
        await using var hub = await HubAsync(server, endpoint => endpoint with { ResponseFormat = Stored, Capture = new CaptureConfig { Level = CaptureLevel.None } });

        var document = hub.Document(await hub.CallAsync());

        Assert.Equal(("a,b\n1,2\n", BodyFormat.Text, BodyFormat.NotCaptured), (Encoding.UTF8.GetString(document.Response!.Body.Span), document.Response.Format, document.Request!.Format));
        Assert.Empty(document.Response.Headers);
    }

    [Fact]
    public async Task File_LongerThanTheHubKeeps_HasFailed()
    {
        await using var server = new RawServer(connection => AnswerAsync(connection, new byte[3 << 20], "application/octet-stream"));
        await using var hub = await HubAsync(server, endpoint => endpoint with { ResponseFormat = Stored }, options => options.MaxObjectBytes = 2 << 20);

        var result = await hub.CallAsync();

        Assert.Equal(("RESPONSE_TOO_LARGE", "The answer cannot be stored whole; its first 2097152 bytes are recorded."), (result.Failure!.Code, result.Failure.Message));
        Assert.Equal(2 << 20, hub.Document(result).Response!.Reference!.Bytes);
    }

    [Fact]
    public async Task File_LongerThanTheEndpointWants_IsCutAndHasNotFailed()
    {
        await using var server = new RawServer(connection => AnswerAsync(connection, new byte[3 << 20], "application/octet-stream"));
        await using var hub = await HubAsync(server, endpoint => endpoint with { ResponseFormat = Stored, Capture = new CaptureConfig { StreamBytes = 100_000 } });

        var result = await hub.CallAsync();

        var answer = JsonNode.Parse(result.Response.Span)!;
        Assert.Equal((100_000, false, "BYTES"), ((int)answer["bytes"]!, (bool)answer["is_whole"]!, (string?)answer["cut_by"]));
        var response = hub.Document(result).Response!;
        Assert.Equal((100_000L, true, (string?)answer["sha256"]), (response.Reference!.Bytes, response.IsTruncated, response.Reference.Sha256));
    }

    [Fact]
    public async Task File_DiskTakesNone_HasFailedOnOurSide()
    {
        var noise = new byte[4 << 20];
        new Random(1).NextBytes(noise);
        await using var server = new RawServer(connection => AnswerAsync(connection, noise, "application/octet-stream"));
        await using var hub = await HubAsync(server, endpoint => endpoint with { ResponseFormat = Stored }, spool: options => options.MaxWholeBytes = 1 << 20);

        var result = await hub.CallAsync();

        Assert.Equal(("RESPONSE_NOT_STORED", ErrorSide.Ours, 0), (result.Failure!.Code, result.Failure.Side, result.Response.Length));
    }

    [Fact]
    public async Task Refusal_OfAnEndpointThatStores_IsReadAsEver()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n{\"message\":\"no file\"}\n");
        });
        await using var hub = await HubAsync(server, endpoint => endpoint with { ResponseFormat = Stored, ErrorMessage = "message" });

        var result = await hub.CallAsync();

        Assert.Equal((ErrorType.HttpStatus, "no file"), (result.Failure!.Type, result.Failure.Message));
        Assert.Equal(BodyFormat.Json, hub.Document(result).Response!.Format);
    }

    [Fact]
    public async Task Events_WithoutEnd_AreCutWhenTheirTimeIsUpAndStoredWithHeadAndHash()
    {
        await using var server = new RawServer(EventsAsync);
        await using var hub = await HubAsync(server, endpoint => endpoint with { ResponseFormat = Stored, Capture = new CaptureConfig { StreamTime = TimeSpan.FromMilliseconds(500) } });

        var result = await hub.CallAsync();

        var answer = JsonNode.Parse(result.Response.Span)!;
        Assert.Equal((LogStatus.Success, false, "TIME"), (result.Status, (bool)answer["is_whole"]!, (string?)answer["cut_by"]));
        var response = hub.Document(result).Response!;
        Assert.Equal((true, BodyFormat.Text), (response.IsTruncated, response.Format));
        Assert.StartsWith("data: 1\n\n", Encoding.UTF8.GetString(response.Body.Span), StringComparison.Ordinal);
        Assert.Equal((string?)answer["sha256"], Convert.ToHexStringLower(SHA256.HashData(await hub.ReadAsync(response.Reference!))));
    }

    [Theory]
    [InlineData(CaptureLevel.Full)]
    [InlineData(CaptureLevel.Metadata)]
    public async Task Events_ForAnEndpointThatMaps_FailSoonWithWhatCame(CaptureLevel level)
    {
        await using var server = new RawServer(EventsAsync);
        await using var hub = await HubAsync(server, endpoint => endpoint with { Capture = new CaptureConfig { Level = level, StreamTime = TimeSpan.FromMilliseconds(500) } });

        var result = await hub.CallAsync();

        Assert.Equal(("RESPONSE_ENDLESS", ErrorSide.Configuration), (result.Failure!.Code, result.Failure.Side));
        var response = hub.Document(result).Response!;
        Assert.Equal(level == CaptureLevel.Full, response.Reference is not null);
        Assert.Equal(level == CaptureLevel.Full ? BodyFormat.Text : BodyFormat.NotCaptured, response.Format);
    }

    [Fact]
    public async Task Events_ThatEnd_AreMappedAsText()
    {
        await using var server = new RawServer(connection => AnswerAsync(connection, "data: 1\n\n"u8.ToArray(), "text/event-stream"));
        await using var hub = await HubAsync(server);

        Assert.Equal("\"data: 1\\n\\n\"", Encoding.UTF8.GetString((await hub.CallAsync()).Response.Span));
    }

    [Fact]
    public async Task Events_WithoutAnyByte_AreCutAndStoredAsNothing()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
            await connection.HoldAsync();
        });
        await using var hub = await HubAsync(server, endpoint => endpoint with { ResponseFormat = Stored, Capture = new CaptureConfig { StreamTime = TimeSpan.FromMilliseconds(300) } });

        var answer = JsonNode.Parse((await hub.CallAsync()).Response.Span)!;

        Assert.Equal((0, "TIME"), ((int)answer["bytes"]!, (string?)answer["cut_by"]));
    }

    [Fact]
    public async Task Answers_ManyAtOnce_TakeTurnsAndGiveTheirPlacesBack()
    {
        var noise = new byte[300_000];
        new Random(1).NextBytes(noise);
        await using var server = new RawServer(connection => AnswerAsync(connection, noise, "application/octet-stream"));
        await using var hub = await HubAsync(server, objects: options => options.MaxConcurrentBodies = 2);

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => hub.CallAsync()));

        Assert.All(results, result => Assert.Equal(LogStatus.Success, result.Status));
        Assert.True(hub.Bodies.Streaming.TryTake(2), "all places were given back");
    }

    private static Task<WireHub> HubAsync(
        RawServer server, Func<EndpointConfig, EndpointConfig>? endpoint = null, Action<ObjectOptions>? objects = null, Action<SpoolOptions>? spool = null) =>
        WireHub.StartAsync($"http://127.0.0.1:{server.Port}", endpoint: endpoint, objects: objects, spool: spool);

    private static async Task AnswerAsync(RawConnection connection, byte[] body, string contentType)
    {
        await connection.ReadRequestAsync();
        await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        await connection.WriteAsync(Encoding.Latin1.GetString(body));
    }

    private static async Task EventsAsync(RawConnection connection)
    {
        await connection.ReadRequestAsync();
        await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
        for (var i = 1; ; i++)
        {
            await connection.WriteAsync($"data: {i}\n\n");
            await Task.Delay(5);
        }
    }
}
