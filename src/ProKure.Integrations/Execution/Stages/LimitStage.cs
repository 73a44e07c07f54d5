using ProKure.Integrations.Configuration;
using ProKure.Integrations.Limits;

namespace ProKure.Integrations.Execution.Stages;

/// <summary>
/// Right before step 3: waits for the turn of each exchange by the limits of endpoint and system. A caller waits as long as the policy allows; a delivery goes back to the
/// queue instead, so that it holds no worker.
/// </summary>
internal sealed class LimitStage(LimitGates gates, TimeProvider time)
{
    /// <summary>Takes what the exchange needs of the limits; a failed attempt took nothing.</summary>
    /// <param name="attempt">The exchange.</param>
    /// <param name="clock">Stands still while the exchange waits: the time limit is for the system.</param>
    /// <param name="isQueued">Whether it goes back to the queue rather than to wait.</param>
    public ValueTask<LimitPermit> EnterAsync(Attempt attempt, AttemptClock clock, bool isQueued)
    {
        var plan = attempt.Plan!;
        return plan.EndpointLimit is null && plan.SystemLimit is null ? default : TakeAsync(attempt, clock, isQueued);
    }

    /// <summary>The exchange is over, however it ended.</summary>
    public static void Leave(LimitPermit permit)
    {
        permit.OfEndpoint?.Leave(permit.TakenAt);
        permit.OfSystem?.Leave(permit.TakenAt);
    }

    /// <summary>Whether an exchange goes back to the queue when it is not its turn. One that others came before, as the first page of a list, waits: they would be for nothing.</summary>
    public static bool IsQueued(Attempt attempt) => attempt.Invocation.Chain is not null && !attempt.IsFollowUp;

    private async ValueTask<LimitPermit> TakeAsync(Attempt attempt, AttemptClock clock, bool isQueued)
    {
        attempt.Phase = ErrorPhase.Resolve;
        var plan = attempt.Plan!;
        var endpoint = plan.EndpointLimit is { } ofEndpoint ? gates.Of(plan.EndpointScope, ofEndpoint) : null;
        var system = plan.SystemLimit is { } ofSystem ? gates.Of(plan.System.Code, ofSystem) : null;
        var began = time.GetTimestamp();
        var permit = new LimitPermit(null, null, began);
        clock.Pause();
        try
        {
            // Permits of a time cannot be given back once they are taken, so they come last.
            if (plan.EndpointLimit?.MaxConcurrency is not null && await IsInAsync(endpoint!.Slots!, plan.EndpointLimit))
                permit = permit with { OfEndpoint = endpoint.Slots };
            if (attempt.Proceeds && plan.SystemLimit?.MaxConcurrency is not null && await IsInAsync(system!.Slots!, plan.SystemLimit))
                permit = permit with { OfSystem = system.Slots };
            if (attempt.Proceeds && plan.EndpointLimit?.Requests is not null)
                await IsInAsync(endpoint!.Rate!, plan.EndpointLimit);
            if (attempt.Proceeds && plan.SystemLimit?.Requests is not null)
                await IsInAsync(system!.Rate!, plan.SystemLimit);
        }
        catch (OperationCanceledException)
        {
            attempt.Fail(clock.FailureIn(ErrorPhase.Resolve));
        }
        finally
        {
            clock.Resume();
            attempt.Timings.RateLimitMs = (attempt.Timings.RateLimitMs ?? 0) + time.GetElapsedTime(began).TotalMilliseconds;
        }

        if (attempt.Proceeds)
            return permit with { TakenAt = time.GetTimestamp() };
        permit.OfEndpoint?.GiveBack();
        permit.OfSystem?.GiveBack();
        return default;

        async ValueTask<bool> IsInAsync(LimitGate gate, RateLimitPolicyConfig policy)
        {
            var rest = policy.MaxWait - time.GetElapsedTime(began);
            var wait = isQueued || rest < TimeSpan.Zero ? TimeSpan.Zero : rest;
            var answer = await gate.EnterAsync(new TurnRequest(wait, isQueued, attempt.Invocation.Chain?.HasWaited ?? false), clock.CallerGone);
            if (!answer.IsGranted)
                Refuse(attempt, gate, policy, answer.RetryAfter);
            return answer.IsGranted;
        }
    }

    private static void Refuse(Attempt attempt, LimitGate gate, RateLimitPolicyConfig policy, TimeSpan retryAfter)
    {
        var limit = gate is SlotGate ? "max_concurrency" : "requests";
        Telemetry.LimitRefusals.Add(
            1, new("system", attempt.Plan!.System.Code), new("endpoint", attempt.Plan.Endpoint.Code), new("scope", gate.Scope), new("limit", limit));
        attempt.Fail(new AttemptFailure
        {
            Type = ErrorType.RateLimit,
            Phase = ErrorPhase.Resolve,
            Side = ErrorSide.Ours,
            Message = gate is SlotGate
                ? $"{gate.Scope} has the {policy.MaxConcurrency} requests under way that policy {policy.Code} allows."
                : $"{gate.Scope} had the {policy.Requests} requests in {Duration.Format(policy.Period)} that policy {policy.Code} allows.",
            Code = gate is SlotGate ? "CONCURRENCY_LIMIT" : "RATE_LIMIT",
            RetryAfter = retryAfter,
        });
    }
}

/// <summary>What an exchange has taken of the limits and gives back when it is over.</summary>
/// <param name="OfEndpoint">A slot of the endpoint; null for none.</param>
/// <param name="OfSystem">A slot of the system; null for none.</param>
/// <param name="TakenAt">The timestamp at which it was taken.</param>
internal readonly record struct LimitPermit(SlotGate? OfEndpoint, SlotGate? OfSystem, long TakenAt);
