using ProKure.Integrations.Configuration;
using ProKure.Integrations.Repeats;

namespace ProKure.Integrations.Tests.Repeats;

public sealed class IdempotencyKeyUpkeepTests
{
    [Fact]
    public void KeptFor_IsTheLongestRetryHorizon_AndNeverLessThanTheSetting()
    {
        var options = new IdempotencyOptions();

        Assert.Equal(TimeSpan.FromHours(24), IdempotencyKeyUpkeep.KeptFor(options, new HubConfiguration()));
        Assert.Equal(TimeSpan.FromHours(24), IdempotencyKeyUpkeep.KeptFor(options, With(TimeSpan.FromHours(1))));
        Assert.Equal(TimeSpan.FromDays(9), IdempotencyKeyUpkeep.KeptFor(options, With(TimeSpan.FromDays(9), TimeSpan.FromHours(1))));
    }

    private static HubConfiguration With(params TimeSpan[] deadlines) => new()
    {
        RetryPolicies = [.. deadlines.Select((deadline, i) => new Versioned<RetryPolicyConfig>(new RetryPolicyConfig { Code = $"P{i}", Deadline = deadline }, 1, DateTimeOffset.UnixEpoch, "test"))],
    };
}
