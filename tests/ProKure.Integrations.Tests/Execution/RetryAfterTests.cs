using System.Net.Http.Headers;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Tests.Execution;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_Seconds_IsTheWait() =>
        Assert.Equal(TimeSpan.FromSeconds(30), RetryAfter.Of(new RetryConditionHeaderValue(TimeSpan.FromSeconds(30)), null, Now));

    [Fact]
    public void Of_Date_IsRelativeToTheAnswersOwnDate() =>
        Assert.Equal(TimeSpan.FromSeconds(60), RetryAfter.Of(new RetryConditionHeaderValue(Now.AddHours(2).AddMinutes(1)), Now.AddHours(2), Now));

    [Fact]
    public void Of_DateWithoutTheAnswersDate_IsRelativeToNow() =>
        Assert.Equal(TimeSpan.FromSeconds(60), RetryAfter.Of(new RetryConditionHeaderValue(Now.AddMinutes(1)), null, Now));

    [Fact]
    public void Of_DateInThePast_IsNoWait() =>
        Assert.Equal(TimeSpan.Zero, RetryAfter.Of(new RetryConditionHeaderValue(Now.AddDays(-1)), Now, Now));

    [Fact]
    public void Of_NoHeader_IsNothing() => Assert.Null(RetryAfter.Of(null, Now, Now));
}
