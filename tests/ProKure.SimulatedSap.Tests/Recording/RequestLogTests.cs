using ProKure.Samples.Sap.Recording;

namespace ProKure.Samples.Sap.Tests.Recording;

public sealed class RequestLogTests
{
    [Fact]
    public async Task Requests_AreRecordedInOrderWithHeadersBodyAndStatus()
    {
        await using var caller = await SapCaller.StartAsync();
        caller.Http.DefaultRequestHeaders.Add("X-Correlation-ID", "c-1");
        using var created = await caller.CreateAsync("MAT-BLOCKED", "PO-1");
        using var looked = await caller.GetAsync($"{SapCaller.OrdersPath}?reference=PO-1");

        var requests = caller.Sap.Requests.Recent();

        Assert.Equal([(1L, "CREATE"), (2L, "LOOKUP")], requests.Select(request => (request.Sequence, request.Operation)));
        Assert.Equal("MAT-BLOCKED", requests[0].Behavior);
        Assert.Equal(SapCaller.OrderJson("MAT-BLOCKED", "PO-1"), requests[0].Body);
        Assert.Equal("c-1", requests[0].Headers["x-correlation-id"]);
        Assert.Equal(200, requests[0].Status);
        Assert.Equal("?reference=PO-1", requests[1].Query);
        Assert.True(requests[0].ReceivedAt <= requests[1].ReceivedAt);
    }

    [Fact]
    public async Task Requests_BeyondTheLimit_KeepTheLatestAndCountAll()
    {
        await using var caller = await SapCaller.StartAsync(new SimulatedSapOptions { MaxRecordedRequests = 3 });
        await Task.WhenAll(Enumerable.Range(1, 40).Select(i => caller.CreateOneAsync(reference: $"PO-{i}")));

        Assert.Equal([38, 39, 40], caller.Sap.Requests.Recent().Select(request => request.Sequence));
        var counts = caller.Sap.Requests.Counts;
        Assert.Equal((40, 40, 40, 40), (counts.Total, counts.ByOperation["CREATE"], counts.ByBehavior["DEFAULT"], counts.ByStatus[201]));
    }

    [Fact]
    public async Task Body_OverTheLimit_IsCutAndItsLengthKept()
    {
        await using var caller = await SapCaller.StartAsync(new SimulatedSapOptions { MaxRecordedBodyBytes = 4 });
        using var answer = await caller.PostAsync("/echo", "0123456789");

        var request = Assert.Single(caller.Sap.Requests.Recent());

        Assert.Equal(("0123", 10, true), (request.Body, request.BodyBytes, request.BodyTruncated));
    }

    [Fact]
    public async Task Clear_WithARequestInFlight_DoesNotCountItsAnswer()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var caller = await SapCaller.StartAsync(new SimulatedSapOptions
        {
            OnArrival = (_, token) => release.Task.WaitAsync(token),
        });
        var pending = caller.CreateAsync("MAT-1001");
        await caller.Sap.Requests.WaitForArrivalsAsync(1, TestContext.Current.CancellationToken);

        caller.Sap.Requests.Clear();
        release.SetResult();
        using var answer = await pending;

        var counts = caller.Sap.Requests.Counts;
        Assert.Equal(0, counts.Total);
        Assert.Empty(counts.ByOperation);
        Assert.Empty(counts.ByBehavior);
        Assert.Empty(counts.ByStatus);
        await Wait.UntilAsync(() => caller.Sap.Requests.Counts.InFlight == 0);
    }

    [Fact]
    public async Task OnArrival_SeesTheHeadersBeforeAnythingIsAnswered()
    {
        RecordedRequest? arrived = null;
        await using var caller = await SapCaller.StartAsync(new SimulatedSapOptions
        {
            OnArrival = (request, _) =>
            {
                arrived = request;
                return Task.CompletedTask;
            },
        });

        using var answer = await caller.CreateAsync("MAT-1001", idempotencyKey: "key-1");

        Assert.NotNull(arrived);
        Assert.Equal("key-1", arrived.Headers["Idempotency-Key"]);
        Assert.Equal((null, null), (arrived.Body, arrived.Status));
    }

    [Fact]
    public async Task WaitForArrivals_IsReleasedByTheRequestItWaitsFor()
    {
        await using var caller = await SapCaller.StartAsync();
        var waiting = caller.Sap.Requests.WaitForArrivalsAsync(2, TestContext.Current.CancellationToken);
        await caller.CreateOneAsync();
        Assert.False(waiting.IsCompleted);

        await caller.CreateOneAsync();

        await waiting;
        Assert.True(caller.Sap.Requests.WaitForArrivalsAsync(2, TestContext.Current.CancellationToken).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WaitForArrivals_AfterClear_IsGivenUp()
    {
        await using var caller = await SapCaller.StartAsync();
        var waiting = caller.Sap.Requests.WaitForArrivalsAsync(1, TestContext.Current.CancellationToken);

        caller.Sap.Requests.Clear();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
