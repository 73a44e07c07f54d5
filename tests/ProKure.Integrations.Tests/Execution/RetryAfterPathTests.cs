using System.Globalization;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Tests.Execution.Connections;

namespace ProKure.Integrations.Tests.Execution;

/// <summary>What an answer asks for in Retry-After, from the bytes on the wire to the time of the next attempt. The policy: 5 s to 15 min, at most a fifth more at random.</summary>
public sealed class RetryAfterPathTests
{
    // The policy's own step: the header asks for nothing, or for less.
    private const int Step = 0;
    private const int Longest = 15 * 60;

    public static TheoryData<string, int> Headers => new()
    {
        { "", Step },
        { "Retry-After: 0", Step },
        { "Retry-After: 1", Step },
        { "Retry-After: 30", 30 },
        { "Retry-After: 00030", 30 },
        { "Retry-After: 900", Longest },
        { "Retry-After: 31536000", Longest },
        { "Retry-After: 2147483647", Longest },
        { "Retry-After: 2147483648", Longest },
        { "Retry-After: 99999999999999999999999999", Longest },
        { "Retry-After: -5", Step },
        { "Retry-After: -99999999999999999999", Step },
        { "Retry-After: 2.5", Step },
        { "Retry-After: soon", Step },
        { "Retry-After:", Step },
        { "Retry-After: 1e3", Step },
        { "Date: {now}\r\nRetry-After: {+60}", 60 },
        { "Date: {+3600}\r\nRetry-After: {+3660}", 60 },
        { "Date: {now}\r\nRetry-After: {-60}", Step },
        { "Date: {now}\r\nRetry-After: Thu, 01 Jan 1970 00:00:00 GMT", Step },
        { "Date: {now}\r\nRetry-After: Fri, 31 Dec 9999 23:59:59 GMT", Longest },
        { "Date: {now}\r\nRetry-After: Fri, 99 Dec 9999 23:59:59 GMT", Step },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public Task Call_TurnedAwayWith429_IsPlannedAsTheAnswerAsks(string headers, int seconds) => AssertPlannedAsync("429 Too Many Requests", headers, seconds, Idempotency.NotIdempotent);

    [Theory]
    [MemberData(nameof(Headers))]
    public Task Call_TurnedAwayWith503_IsPlannedAsTheAnswerAsks(string headers, int seconds) => AssertPlannedAsync("503 Service Unavailable", headers, seconds, Idempotency.Idempotent);

    private static async Task AssertPlannedAsync(string status, string headers, int seconds, Idempotency idempotency)
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync($"HTTP/1.1 {status}\r\n{Filled(headers)}Content-Length: 0\r\nConnection: close\r\n\r\n");
        });
        await using var hub = await WireHub.StartAsync($"http://127.0.0.1:{server.Port}", endpoint: endpoint => endpoint with { Idempotency = idempotency });

        var before = TimeProvider.System.GetUtcMilliseconds();
        var result = await hub.CallAsync();
        var after = TimeProvider.System.GetUtcMilliseconds();

        Assert.Equal((ErrorType.HttpStatus, RetryReason.RetryScheduled, true), (result.Failure!.Type, result.Retry!.Reason, result.Retry.CountsAsAttempt));
        var (least, most) = seconds == Step ? (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6)) : (TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds));
        Assert.InRange(result.Retry.NextAttemptAt!.Value, before + least, after + most);
    }

    private static string Filled(string headers)
    {
        if (headers.Length == 0)
            return "";
        var now = TimeProvider.System.GetUtcNow();
        return headers
            .Replace("{now}", Date(0), StringComparison.Ordinal).Replace("{+60}", Date(60), StringComparison.Ordinal).Replace("{-60}", Date(-60), StringComparison.Ordinal)
            .Replace("{+3600}", Date(3_600), StringComparison.Ordinal).Replace("{+3660}", Date(3_660), StringComparison.Ordinal) + "\r\n";

        string Date(int seconds) => now.AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture);
    }
}
