using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Tests.Retry;

public sealed class RetryPlannerTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly RetryPolicyConfig Policy = new()
    {
        Code = "P",
        InitialDelay = TimeSpan.FromSeconds(10),
        MaxDelay = TimeSpan.FromMinutes(2),
        Jitter = 0.5,
        MaxAttempts = 4,
        Deadline = TimeSpan.FromHours(1),
    };

    [Theory]
    [InlineData(Backoff.Fixed, 1, 10)]
    [InlineData(Backoff.Fixed, 3, 10)]
    [InlineData(Backoff.Linear, 3, 30)]
    [InlineData(Backoff.Exponential, 1, 10)]
    [InlineData(Backoff.Exponential, 3, 40)]
    [InlineData(Backoff.Exponential, 30, 120)]
    [InlineData(Backoff.Exponential, 2_000, 120)]
    public void Delay_WithoutJitter_FollowsTheBackoffUpToTheCap(Backoff backoff, int attemptsMade, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPlanner.Delay(Policy with { Backoff = backoff }, attemptsMade, null, random: 0));

    [Fact]
    public void Delay_Jitter_IsAddedUpToItsShare() =>
        Assert.Equal(TimeSpan.FromSeconds(14), RetryPlanner.Delay(Policy with { Backoff = Backoff.Fixed }, 1, null, random: 0.8));

    [Theory]
    [InlineData(5, 10)]
    [InlineData(60, 60)]
    [InlineData(100_000, 120)]
    public void Delay_RetryAfter_IsTheLaterOfItAndTheStepCappedByTheLongest(int asked, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPlanner.Delay(Policy, 1, TimeSpan.FromSeconds(asked), random: 0));

    [Theory]
    [InlineData(ErrorType.Connect, ErrorPhase.Connect, null, Idempotency.NotIdempotent, RetryReason.RetryScheduled)]
    [InlineData(ErrorType.Dns, ErrorPhase.Dns, null, Idempotency.NotIdempotent, RetryReason.RetryScheduled)]
    [InlineData(ErrorType.Timeout, ErrorPhase.Connect, null, Idempotency.NotIdempotent, RetryReason.RetryScheduled)]
    [InlineData(ErrorType.Timeout, ErrorPhase.Wait, null, Idempotency.NotIdempotent, RetryReason.MayHaveBeenReceived)]
    [InlineData(ErrorType.Timeout, ErrorPhase.Wait, null, Idempotency.Idempotent, RetryReason.RetryScheduled)]
    [InlineData(ErrorType.Response, ErrorPhase.Wait, null, Idempotency.IdempotentWithKey, RetryReason.RetryScheduled)]
    [InlineData(ErrorType.Response, ErrorPhase.Wait, null, Idempotency.NotIdempotent, RetryReason.MayHaveBeenReceived)]
    [InlineData(ErrorType.HttpStatus, ErrorPhase.Outcome, 500, Idempotency.NotIdempotent, RetryReason.MayHaveBeenReceived)]
    [InlineData(ErrorType.HttpStatus, ErrorPhase.Outcome, 429, Idempotency.NotIdempotent, RetryReason.RetryScheduled)]
    [InlineData(ErrorType.HttpStatus, ErrorPhase.Outcome, 503, Idempotency.Idempotent, RetryReason.RetryScheduled)]
    [InlineData(ErrorType.HttpStatus, ErrorPhase.Outcome, 400, Idempotency.Idempotent, RetryReason.NotTransient)]
    [InlineData(ErrorType.BusinessRule, ErrorPhase.Outcome, 200, Idempotency.Idempotent, RetryReason.NotTransient)]
    [InlineData(ErrorType.Transform, ErrorPhase.Transform, null, Idempotency.Idempotent, RetryReason.NotTransient)]
    [InlineData(ErrorType.Cancelled, ErrorPhase.Wait, null, Idempotency.Idempotent, RetryReason.NotTransient)]
    public void Decide_ByFailureAndIdempotency_RetriesOnlyWhatIsSafe(
        ErrorType type, ErrorPhase phase, int? status, Idempotency idempotency, RetryReason expected)
    {
        var decision = RetryPlanner.Decide(Policy, idempotency, Failure(type, phase), status, 1, Start, Start, 0);

        Assert.Equal(expected, decision.Reason);
        Assert.Equal(expected == RetryReason.RetryScheduled, decision.NextAttemptAt is not null);
    }

    [Fact]
    public void Decide_LastAttempt_EndsTheChain() =>
        Assert.Equal(RetryReason.AttemptsUsedUp, Decide(attempt: 4, Start).Reason);

    [Fact]
    public void Decide_NextAttemptAfterTheDeadline_EndsTheChain() =>
        Assert.Equal(RetryReason.DeadlinePassed, Decide(attempt: 2, Start + TimeSpan.FromMinutes(59.9)).Reason);

    [Fact]
    public void Decide_WaitForALimit_UsesUpNoAttempt()
    {
        var decision = RetryPlanner.Decide(
            Policy, Idempotency.NotIdempotent, Failure(ErrorType.RateLimit, ErrorPhase.Resolve), null, 4, Start, Start, 0);

        Assert.Equal((RetryReason.RetryScheduled, false), (decision.Reason, decision.CountsAsAttempt));
    }

    [Theory]
    [InlineData(ErrorType.RateLimit)]
    [InlineData(ErrorType.CircuitOpen)]
    public void Decide_Wait_IsAsLongAsTheLimitSays_WhateverThePolicysSteps(ErrorType type)
    {
        var failure = Failure(type, ErrorPhase.Resolve) with { RetryAfter = TimeSpan.FromMilliseconds(70) };

        Assert.Equal(Start + TimeSpan.FromMilliseconds(70), RetryPlanner.Decide(Policy, Idempotency.NotIdempotent, failure, null, 4, Start, Start, 0.9).NextAttemptAt);
        Assert.Equal(
            Start + TimeSpan.FromHours(3),
            RetryPlanner.Decide(null, Idempotency.NotIdempotent, failure with { RetryAfter = TimeSpan.FromHours(3) }, null, 1, Start, Start, 0).NextAttemptAt);
    }

    [Fact]
    public void Decide_WaitBeyondTheDeadline_EndsTheChain()
    {
        var failure = Failure(ErrorType.CircuitOpen, ErrorPhase.Resolve) with { RetryAfter = TimeSpan.FromHours(25) };

        Assert.Equal(RetryReason.DeadlinePassed, RetryPlanner.Decide(Policy, Idempotency.Idempotent, failure, null, 1, Start, Start, 0).Reason);
        Assert.Equal(RetryReason.DeadlinePassed, RetryPlanner.Decide(null, Idempotency.Idempotent, failure, null, 1, Start, Start, 0).Reason);
    }

    [Fact]
    public void Decide_WithoutPolicy_NeverRetries()
    {
        var decision = RetryPlanner.Decide(
            null, Idempotency.Idempotent, Failure(ErrorType.Connect, ErrorPhase.Connect), null, 1, Start, Start, 0);

        Assert.Equal((RetryReason.NoPolicy, 1), (decision.Reason, decision.MaxAttempts));
    }

    private static RetryDecision Decide(int attempt, DateTimeOffset now) =>
        RetryPlanner.Decide(Policy, Idempotency.Idempotent, Failure(ErrorType.Connect, ErrorPhase.Connect), null, attempt, Start, now, 0);

    private static AttemptFailure Failure(ErrorType type, ErrorPhase phase) =>
        new() { Type = type, Phase = phase, Side = ErrorSide.Theirs, Message = "m" };
}
