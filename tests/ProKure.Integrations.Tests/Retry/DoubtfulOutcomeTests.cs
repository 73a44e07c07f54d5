using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Retry.DeadLetters;

namespace ProKure.Integrations.Tests.Retry;

public sealed class DoubtfulOutcomeTests
{
    [Theory]
    [InlineData("MAY_HAVE_BEEN_RECEIVED", ErrorType.Timeout, null, true, true)]
    [InlineData("NO_POLICY", ErrorType.HttpStatus, 500, true, true)]
    [InlineData("NO_POLICY", ErrorType.HttpStatus, 408, true, true)]
    [InlineData("NOT_TRANSIENT", ErrorType.HttpStatus, 404, true, false)]
    [InlineData("NOT_TRANSIENT", ErrorType.BusinessRule, 200, true, false)]
    [InlineData("ATTEMPTS_USED_UP", ErrorType.Connect, null, false, false)]
    [InlineData("PROCESS_LOST", ErrorType.ProcessLost, null, true, true)]
    [InlineData("POISON", null, null, false, true)]
    [InlineData("UNKNOWN_OUTCOME", null, null, false, true)]
    [InlineData("FOUND_NOT_DONE", ErrorType.Timeout, null, true, false)]
    [InlineData("NOT_TRANSIENT", ErrorType.Transform, null, true, true)]
    public void MayDoItTwice_OfAnEndpointThatIsNotIdempotent(string reason, ErrorType? type, int? status, bool mayHaveBeenReceived, bool expected)
    {
        Assert.Equal(expected, DoubtfulOutcome.MayDoItTwice(Idempotency.NotIdempotent, reason, type, status, mayHaveBeenReceived));
        Assert.Equal(expected, DoubtfulOutcome.MayDoItTwice(null, reason, type, status, mayHaveBeenReceived));
        Assert.False(DoubtfulOutcome.MayDoItTwice(Idempotency.IdempotentWithKey, reason, type, status, mayHaveBeenReceived));
    }

    [Fact]
    public void Hints_AreThereForEveryTypeAndEveryReasonOfDeadLetters()
    {
        var unknown = FixHints.For(null, null);

        Assert.All(Enum.GetValues<ErrorType>(), type => Assert.NotEqual(unknown, FixHints.For(null, type), StringComparer.Ordinal));
        foreach (var reason in new[] { RetryReason.MayHaveBeenReceived, RetryReason.ProcessLost, RetryReason.UnknownOutcome, RetryReason.FoundNotDone, RetryReason.Poison, RetryReason.NoPolicy })
            Assert.NotEqual(unknown, FixHints.For(WireName.Of(reason), null), StringComparer.Ordinal);
        Assert.Equal(FixHints.For(null, ErrorType.Connect), FixHints.For("ATTEMPTS_USED_UP", ErrorType.Connect));
    }

    [Fact]
    public void Filter_IsEmpty_WhateverStateAndSystemsMayBeSeen()
    {
        Assert.True(new DeliveryFilter { State = DeliveryState.Dead, VisibleSystems = ["SAP"] }.IsEmpty);
        Assert.False(new DeliveryFilter { SystemCode = "SAP" }.IsEmpty);
    }
}
