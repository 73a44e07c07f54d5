namespace ProKure.EndToEnd.Faults;

/// <summary>What a hub says of itself.</summary>
internal static class HubCondition
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Waits until every part is up and the spool is empty; fails with what the hub says when that takes too long.</summary>
    public static async Task AssertNothingWaitsAsync(HttpClient hub)
    {
        using var tooLong = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        tooLong.CancelAfter(Patience);
        while (true)
        {
            var health = await hub.ReadAsync("/health/ready");
            if (health.Text("status") == "UP" && health["parts"]!["spool"]!.Text("message").StartsWith("Nothing waits.", StringComparison.Ordinal))
                return;
            if (tooLong.IsCancellationRequested)
                Assert.Fail($"The hub has not come to rest within {Patience}: {health.ToJsonString()}");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }
}
