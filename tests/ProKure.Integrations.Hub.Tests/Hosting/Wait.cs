namespace ProKure.Integrations.Hub.Tests.Hosting;

internal static class Wait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Looks again and again until the condition holds; fails after a bounded time.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, $"The condition did not hold within {Limit}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
