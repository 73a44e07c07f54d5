namespace ProKure.Samples.Sap.Tests;

internal static class Wait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Looks again and again until the condition holds; fails after a bounded time.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, $"The condition did not hold within {Limit}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
