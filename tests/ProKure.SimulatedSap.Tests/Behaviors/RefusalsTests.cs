using System.Globalization;
using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace ProKure.Samples.Sap.Tests.Behaviors;

public sealed class RefusalsTests
{
    [Fact]
    public async Task Blocked_AnswersOkWithAnErrorInside()
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.CreateAsync("MAT-BLOCKED");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            """{"d":{"Return":[{"Type":"E","Id":"06","Number":"017","Message":"Material MAT-BLOCKED is blocked for procurement"}]}}""",
            await answer.ReadTextAsync());
        Assert.Equal(0, caller.Sap.PurchaseOrders.Counts.Created);
    }

    [Fact]
    public async Task Invalid_AnswersBadRequestWithTwoDetails()
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.CreateAsync("MAT-INVALID");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(["M3/305", "ME/083"], await answer.ReadErrorCodesAsync());
    }

    [Fact]
    public async Task Unauthorized_AsksForBasicCredentials()
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.CreateAsync("MAT-UNAUTHORIZED");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Basic", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("MAT-BUSY", 2)]
    [InlineData("MAT-BUSY-30", 30)]
    public async Task Busy_AnswersTooManyRequestsWithSeconds(string material, int seconds)
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.CreateAsync(material);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(seconds), answer.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData("MAT-BUSY-DATE", "Thu, 05 Mar 2026 10:00:02 GMT")]
    [InlineData("MAT-BUSY-DATE-90", "Thu, 05 Mar 2026 10:01:30 GMT")]
    public async Task BusyDate_AnswersUnavailableWithADate(string material, string expected)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 5, 10, 0, 0, TimeSpan.Zero));
        await using var caller = await SapCaller.StartAsync(new SimulatedSapOptions { Time = time });

        using var answer = await caller.CreateAsync(material);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(expected, answer.Headers.RetryAfter?.Date?.ToString("R", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task BusyOnce_CreatesOnTheSecondTry()
    {
        await using var caller = await SapCaller.StartAsync();

        Assert.Equal("429 201", await TriesAsync(caller, "MAT-BUSY-ONCE", "PO-1", 2));
    }

    [Fact]
    public async Task Flaky_FailsTwiceForEachReference_ThenCreates()
    {
        await using var caller = await SapCaller.StartAsync();

        Assert.Equal("500 500", await TriesAsync(caller, "MAT-FLAKY", "PO-1", 2));
        Assert.Equal("500 500 201", await TriesAsync(caller, "MAT-FLAKY", "PO-2", 3));
        Assert.Equal("201", await TriesAsync(caller, "MAT-FLAKY", "PO-1", 1));
        Assert.Equal(2, caller.Sap.PurchaseOrders.Counts.Created);
    }

    [Fact]
    public async Task Flaky_WithANumber_FailsThatOften()
    {
        await using var caller = await SapCaller.StartAsync();

        Assert.Equal("500 500 500 500 201", await TriesAsync(caller, "MAT-FLAKY-4", "PO-1", 5));
    }

    [Fact]
    public async Task Fail_AnswersAnHtmlDump()
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.CreateAsync("MAT-FAIL");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("SAP Internal Server Error", await answer.ReadTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirect_PointsAtTheEcho()
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.CreateAsync("MAT-REDIRECT");

        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.Equal(new Uri(caller.Sap.BaseUrl, "/echo"), answer.Headers.Location);
    }

    private static async Task<string> TriesAsync(SapCaller caller, string material, string reference, int count)
    {
        var statuses = new int[count];
        for (var i = 0; i < count; i++)
        {
            using var answer = await caller.CreateAsync(material, reference);
            statuses[i] = (int)answer.StatusCode;
        }

        return string.Join(' ', statuses);
    }
}
