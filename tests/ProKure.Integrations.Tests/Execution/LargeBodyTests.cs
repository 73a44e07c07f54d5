using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Spool;
using ProKure.Integrations.Tests.Execution.Connections;
using ProKure.TestKit.Capture;

namespace ProKure.Integrations.Tests.Execution;

/// <summary>Bodies that are too long for the log, over real connections.</summary>
public sealed class LargeBodyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_LongerThanWhatIsMapped_IsRecordedWholeWhileItStreams()
    {
        var items = string.Join(',', Enumerable.Range(0, 400_000).Select(i => $$"""{"n":{{i}}}"""));
        await using var server = new RawServer(connection => AnswerAsync(connection, Encoding.UTF8.GetBytes($$"""{"token":"{{new SecretSamples(7).Password()}}","items":[{{items}}]}""")));
        await using var hub = await HubAsync(server, endpoint => endpoint with { MaxResponseBytes = 100_000 });

        var result = await hub.CallAsync();

        Assert.Equal(("RESPONSE_TOO_LARGE", "The answer is longer than the 100000 bytes that the endpoint allows; it is recorded whole."), (result.Failure!.Code, result.Failure.Message));
        var response = hub.Document(result).Response!;
        Assert.Equal((true, BodyFormat.Json), (response.IsTruncated, response.Format));
        using var head = JsonDocument.Parse(response.Body);
        Assert.Equal("[REDACTED]", head.RootElement.GetProperty("token").GetString());
        var whole = await hub.ReadAsync(response.Reference!);
        Assert.Equal($$"""{"token":"[REDACTED]","items":[{{items}}]}""", Encoding.UTF8.GetString(whole));
        Assert.Equal((whole.Length, Convert.ToHexStringLower(SHA256.HashData(whole))), (response.Reference!.Bytes, response.Reference.Sha256));
    }

    [Fact]
    public async Task Answer_LongerThanTheLog_IsMappedAndRecordedWhole()
    {
        var text = new string('x', 3 << 20);
        await using var server = new RawServer(connection => AnswerAsync(connection, Encoding.UTF8.GetBytes($$"""{"text":"{{text}}"}""")));
        await using var hub = await HubAsync(server);

        var result = await hub.CallAsync();

        Assert.Equal((LogStatus.Success, (3 << 20) + 11), (result.Status, result.Response.Length));
        var response = hub.Document(result).Response!;
        Assert.InRange(response.Body.Length, 1_000_000, 1 << 20);
        Assert.Equal((3 << 20) + 11, (await hub.ReadAsync(response.Reference!)).Length);
    }

    [Fact]
    public async Task Request_LongerThanTheLog_IsRecordedWholeBeforeItIsSent()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.AnswerAsync();
        });
        await using var hub = await HubAsync(server);

        var result = await hub.CallAsync($$"""{"password":"{{new SecretSamples(8).Password()}}","text":"{{new string('y', 2 << 20)}}"}""");

        var request = hub.Document(result).Request!;
        Assert.Equal((LogStatus.Success, true, BodyFormat.Json), (result.Status, request.IsTruncated, request.Format));
        Assert.Equal($$"""{"password":"[REDACTED]","text":"{{new string('y', 2 << 20)}}"}""", Encoding.UTF8.GetString(await hub.ReadAsync(request.Reference!)));
    }

    [Fact]
    public async Task Answer_WithoutEnd_IsCutOffAtTheLimitOfRecording()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
            while (true)
                await connection.WriteAsync($"data: {new string('z', 10_000)}\n\n");
        });
        await using var hub = await HubAsync(server, endpoint => endpoint with { MaxResponseBytes = 100_000 }, options => options.MaxObjectBytes = 2 << 20);

        var result = await hub.CallAsync();

        Assert.Equal(("RESPONSE_TOO_LARGE", "The answer is longer than the 100000 bytes that the endpoint allows; its first 2097152 bytes are recorded."), (result.Failure!.Code, result.Failure.Message));
        var (entry, _, response) = hub.Document(result);
        Assert.Equal((2L << 20, 2L << 20, true), (entry.ResponseBytes, response!.Reference!.Bytes, response.IsTruncated));
    }

    [Fact]
    public async Task Answer_OfExactlyTheLimitOfRecording_IsWhole()
    {
        await using var server = new RawServer(connection => AnswerAsync(connection, Encoding.UTF8.GetBytes(new string('x', 2 << 20)), "text/plain"));
        await using var hub = await HubAsync(server, endpoint => endpoint with { MaxResponseBytes = 100_000 }, options => options.MaxObjectBytes = 2 << 20);

        var result = await hub.CallAsync();

        Assert.EndsWith("it is recorded whole.", result.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(2 << 20, hub.Document(result).Response!.Reference!.Bytes);
    }

    [Fact]
    public async Task Answer_StopsComing_WhatCameIsRecordedWhenTheTimeIsUp()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"items\":[1,2,3");
            await connection.HoldAsync();
        });
        await using var hub = await HubAsync(server, endpoint => endpoint with { Timeout = TimeSpan.FromSeconds(1) });

        var result = await hub.CallAsync();

        Assert.Equal((LogStatus.Timeout, ErrorPhase.Receive), (result.Status, result.Failure!.Phase));
        var response = hub.Document(result).Response!;
        Assert.Equal(("""{"items":[1,2,"…truncated…"]}""", BodyFormat.Json, true), (Encoding.UTF8.GetString(response.Body.Span), response.Format, response.IsTruncated));
    }

    [Fact]
    public async Task Answer_LongOneStopsComing_IsTooLargeAllTheSame()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{new string('x', 2 << 20)}");
            await connection.HoldAsync();
        });
        await using var hub = await HubAsync(server, endpoint => endpoint with { Timeout = TimeSpan.FromSeconds(1), MaxResponseBytes = 100_000 });

        var result = await hub.CallAsync();

        Assert.Equal(("RESPONSE_TOO_LARGE", LogStatus.Failed), (result.Failure!.Code, result.Status));
        Assert.EndsWith("it is recorded as far as it came.", result.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(2 << 20, hub.Document(result).Response!.Reference!.Bytes);
    }

    [Fact]
    public async Task Answer_DecompressionBomb_IsCutOff()
    {
        var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var i = 0; i < 500; i++)
                await gzip.WriteAsync(new byte[1 << 20], Cancel);
        }

        await using var server = new RawServer(connection => AnswerAsync(connection, bomb.ToArray(), "application/octet-stream", "Content-Encoding: gzip\r\n"));
        await using var hub = await HubAsync(server, options: options => options.MaxExpansion = 100);

        var result = await hub.CallAsync();

        Assert.Matches("it was cut off after [0-9]+ bytes, which [0-9]+ bytes had expanded to.$", result.Failure!.Message);
        Assert.InRange(hub.Document(result).Entry.ResponseBytes!.Value, 10 << 20, 12 << 20);
    }

    [Fact]
    public async Task Answer_DiskIsFull_CallIsAsItWouldBeAndOnlyTheHeadIsKept()
    {
        var noise = new byte[4 << 20];
        new Random(1).NextBytes(noise);
        await using var server = new RawServer(connection => AnswerAsync(connection, noise, "application/octet-stream"));
        await using var hub = await HubAsync(server, endpoint => endpoint with { MaxResponseBytes = 100_000 }, spool: options => options.MaxWholeBytes = 1 << 20);

        var result = await hub.CallAsync();

        Assert.Equal("RESPONSE_TOO_LARGE", result.Failure!.Code);
        var response = hub.Document(result).Response!;
        Assert.Equal((true, null, BodyFormat.Base64), (response.IsTruncated, response.Reference, response.Format));
    }

    [Fact]
    public async Task Answers_ManyLongOnesAtOnce_StayWithinTheRoomForThem()
    {
        var noise = new byte[3 << 20];
        new Random(1).NextBytes(noise);
        await using var server = new RawServer(connection => AnswerAsync(connection, noise, "application/octet-stream"));
        await using var hub = await HubAsync(server, endpoint => endpoint with { MaxResponseBytes = 2 << 20, Timeout = TimeSpan.FromMinutes(2) }, options => options.MaxBytesInFlight = 16 << 20);

        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => hub.CallAsync()));

        Assert.All(results, result => Assert.EndsWith("it is recorded whole.", result.Failure!.Message, StringComparison.Ordinal));
        var expected = Convert.ToHexStringLower(SHA256.HashData(noise));
        Assert.All(results, result => Assert.Equal(expected, hub.Document(result).Response!.Reference!.Sha256));
        Assert.True(hub.Bodies.InFlight.TryTake(16 << 20), "all room was given back");
    }

    [Fact]
    public async Task Canary_SecretsOfAllKindsInLongBodies_AreNowhereOnDisk()
    {
        var secrets = Enumerable.Range(1, 3).SelectMany(seed => new SecretSamples(seed).OneOfEach()).ToList();
        var password = new SecretSamples(4).Password();
        var body = JsonSerializer.Serialize(new
        {
            password,
            fill = string.Concat(Enumerable.Range(0, 150_000).Select(i => $"line {i} ")),
            notes = secrets.Select(secret => secret.Text),
            nested = JsonSerializer.Serialize(new { api_key = password }),
        });
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        });
        await using var hub = await HubAsync(server, endpoint => endpoint with { MaxResponseBytes = 200_000 });

        var document = hub.Document(await hub.CallAsync(body));

        foreach (var stored in new[] { await hub.ReadAsync(document.Request!.Reference!), await hub.ReadAsync(document.Response!.Reference!), document.Request.Body.ToArray(), document.Response.Body.ToArray() })
        {
            var text = Encoding.UTF8.GetString(stored);
            Assert.All(secrets.Select(secret => secret.Secret).Append(password), secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }

        Assert.Equal(2, hub.Outbox.Length);
    }

    private static Task<WireHub> HubAsync(
        RawServer server,
        Func<EndpointConfig, EndpointConfig>? endpoint = null,
        Action<ObjectOptions>? options = null,
        Action<SpoolOptions>? spool = null) =>
        WireHub.StartAsync($"http://127.0.0.1:{server.Port}", endpoint: endpoint, objects: options, spool: spool);

    private static async Task AnswerAsync(RawConnection connection, byte[] body, string contentType = "application/json", string headers = "")
    {
        await connection.ReadRequestAsync();
        await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n");
        await connection.WriteAsync(Encoding.Latin1.GetString(body));
    }
}
