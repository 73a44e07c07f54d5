using ProKure.Integrations.Circuits;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Limits;

namespace ProKure.Integrations.Execution.Stages;

/// <summary>
/// Right before step 3: whether the endpoint's circuit lets the exchange pass, and whether it is its turn by the limits of endpoint and system. A caller waits for its turn as
/// long as the policy allows; a delivery goes back to the queue instead, so that it holds no worker.
/// </summary>
internal sealed class LimitStage(LimitGates gates, CircuitBoard circuits, TimeProvider time)
{
    // Beyond the call's own time limit, for what comes around it.
    private static readonly TimeSpan ProbeMargin = TimeSpan.FromSeconds(5);

    /// <summary>Lets the exchange in; a failed attempt took nothing.</summary>
    /// <param name="attempt">The exchange.</param>
    /// <param name="clock">Stands still while the exchange waits: the time limit is for the system.</param>
    /// <param name="isQueued">Whether it goes back to the queue rather than to wait.</param>
    public ValueTask<LimitPermit> EnterAsync(Attempt attempt, AttemptClock clock, bool isQueued)
    {
        var plan = attempt.Plan!;
        var circuit = circuits.Of(plan.EndpointScope, new CircuitKey(plan.System.Code, plan.Endpoint.Code));
        var entry = circuit.Enter(plan.Endpoint.CircuitBreaker);
        if (entry is { IsRefused: false, ProbedGeneration: null } && plan.EndpointLimit is null && plan.SystemLimit is null)
            return new ValueTask<LimitPermit>(new LimitPermit(circuit, null, null, null, 0));
        attempt.Phase = ErrorPhase.Resolve;
        if (entry.IsRefused)
        {
            Refuse(attempt, circuit, isQueued);
            return default;
        }

        return EnterAsync(attempt, clock, isQueued, circuit, entry);
    }

    /// <summary>
    /// Lets an exchange in that the call's own endpoint has no part in, as a request for a token: by the limit of the system alone. Nobody may have a permit while it waits
    /// for such an exchange, and so nobody waits for ever.
    /// </summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="clock">The clock of the call, which stands still while it waits.</param>
    /// <param name="isQueued">Whether the call goes back to the queue rather than to wait.</param>
    /// <param name="longestWait">It waits no longer, whatever the policy allows.</param>
    public async ValueTask<LimitPermit> EnterSystemAsync(Attempt exchange, AttemptClock clock, bool isQueued, TimeSpan longestWait)
    {
        if (exchange.Plan!.SystemLimit is not { } limit)
            return default;
        var permit = await TakeAsync(exchange, clock, new Patience(isQueued, longestWait), default, null, limit);
        if (exchange.Proceeds)
            return permit with { TakenAt = time.GetTimestamp() };
        permit.SystemSlots?.GiveBack();
        return default;
    }

    /// <summary>The exchange is over, however it ended.</summary>
    public async ValueTask LeaveAsync(LimitPermit permit, Attempt attempt)
    {
        permit.EndpointSlots?.Leave(permit.TakenAt);
        permit.SystemSlots?.Leave(permit.TakenAt);
        if (permit.Circuit is not { } circuit)
            return;
        var breaker = attempt.Plan!.Endpoint.CircuitBreaker;
        var verdict = CircuitVerdicts.Of(attempt.Failure, attempt.Response?.Status);
        if (permit.ProbedGeneration is { } generation)
            await circuits.EndProbeAsync(circuit, generation, verdict, breaker, CircuitVerdicts.Shown(attempt.Failure, attempt.Response?.Status));
        else if (circuit.Count(verdict, breaker) is { } reason)
            await circuits.OpenAsync(circuit, breaker, reason);
    }

    /// <summary>Whether an exchange goes back to the queue when it is not its turn. One that others came before, as the first page of a list, waits: they would be for nothing.</summary>
    public static bool IsQueued(Attempt attempt) => attempt.Invocation.Chain is not null && !attempt.IsFollowUp;

    private async ValueTask<LimitPermit> EnterAsync(Attempt attempt, AttemptClock clock, bool isQueued, Circuit circuit, CircuitEntry entry)
    {
        var breaker = attempt.Plan!.Endpoint.CircuitBreaker;
        var permit = new LimitPermit(circuit, null, null, null, 0);
        if (attempt.Plan.EndpointLimit is not null || attempt.Plan.SystemLimit is not null)
            permit = await TakeAsync(attempt, clock, new Patience(isQueued, TimeSpan.MaxValue), permit, attempt.Plan.EndpointLimit, attempt.Plan.SystemLimit);

        // It may have waited, and the circuit opened meanwhile.
        if (attempt.Proceeds && entry.ProbedGeneration is null && (entry = circuit.Enter(breaker)).IsRefused)
            Refuse(attempt, circuit, isQueued);
        if (attempt.Proceeds && entry.ProbedGeneration is { } generation)
        {
            if (await circuits.TryProbeAsync(circuit, generation, (attempt.Plan.Timeout * 1.5) + ProbeMargin))
                permit = permit with { ProbedGeneration = generation };
            else
                Refuse(attempt, circuit, isQueued);
        }

        if (attempt.Proceeds)
            return permit with { TakenAt = time.GetTimestamp() };
        if (entry.ProbedGeneration is not null)
            circuit.EndProbe();
        permit.EndpointSlots?.GiveBack();
        permit.SystemSlots?.GiveBack();
        return default;
    }

    private async ValueTask<LimitPermit> TakeAsync(
        Attempt attempt, AttemptClock clock, Patience patience, LimitPermit permit, RateLimitPolicyConfig? endpointLimit, RateLimitPolicyConfig? systemLimit)
    {
        var plan = attempt.Plan!;
        var endpoint = endpointLimit is { } ofEndpoint ? gates.Of(plan.EndpointScope, ofEndpoint) : null;
        var system = systemLimit is { } ofSystem ? gates.Of(plan.System.Code, ofSystem) : null;
        var began = time.GetTimestamp();
        clock.Pause();
        try
        {
            // Permits of a time cannot be given back once they are taken, so they come last.
            if (endpointLimit?.MaxConcurrency is not null && await IsInAsync(endpoint!.Slots!, endpointLimit))
                permit = permit with { EndpointSlots = endpoint.Slots };
            if (attempt.Proceeds && systemLimit?.MaxConcurrency is not null && await IsInAsync(system!.Slots!, systemLimit))
                permit = permit with { SystemSlots = system.Slots };
            if (attempt.Proceeds && endpointLimit?.Requests is not null)
                await IsInAsync(endpoint!.Rate!, endpointLimit);
            if (attempt.Proceeds && systemLimit?.Requests is not null)
                await IsInAsync(system!.Rate!, systemLimit);
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

        return permit;

        async ValueTask<bool> IsInAsync(LimitGate gate, RateLimitPolicyConfig policy)
        {
            var rest = (policy.MaxWait < patience.Longest ? policy.MaxWait : patience.Longest) - time.GetElapsedTime(began);
            var wait = patience.IsQueued || rest < TimeSpan.Zero ? TimeSpan.Zero : rest;
            var answer = await gate.EnterAsync(new TurnRequest(wait, patience.IsQueued, HasWaited(attempt)), clock.CallerGone);
            if (!answer.IsGranted)
                Refuse(attempt, gate, policy, answer.RetryAfter);
            return answer.IsGranted;
        }
    }

    private static bool HasWaited(Attempt attempt) => attempt.Invocation.Chain?.HasWaited ?? false;

    private static void Refuse(Attempt attempt, Circuit circuit, bool isQueued)
    {
        var view = circuit.View;
        attempt.Fail(new AttemptFailure
        {
            Type = ErrorType.CircuitOpen,
            Phase = ErrorPhase.Resolve,
            Side = ErrorSide.Theirs,
            Message = view.State == CircuitState.HalfOpen
                ? $"The circuit of {circuit.Key} is open, and another call tries whether the system works again: {view.Reason}"
                : $"The circuit of {circuit.Key} is open: {view.Reason}",
            Code = view.IsHeld ? "CIRCUIT_HELD" : "CIRCUIT_OPEN",
            RetryAfter = circuit.RetryAfter(isQueued, HasWaited(attempt)),
        });
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

    /// <summary>How long an exchange waits for its turn.</summary>
    /// <param name="IsQueued">Whether it goes back to the queue rather than to wait.</param>
    /// <param name="Longest">No longer than this, whatever the policy allows.</param>
    private readonly record struct Patience(bool IsQueued, TimeSpan Longest);
}

/// <summary>What an exchange was let in with, and gives back when it is over.</summary>
/// <param name="Circuit">The circuit that it counts for; null where it was not let in.</param>
/// <param name="ProbedGeneration">Of which generation the circuit is that it tries; null where it passed.</param>
/// <param name="EndpointSlots">Where it has a slot of the endpoint; null for none.</param>
/// <param name="SystemSlots">Where it has a slot of the system; null for none.</param>
/// <param name="TakenAt">The timestamp at which it began.</param>
internal readonly record struct LimitPermit(Circuit? Circuit, long? ProbedGeneration, SlotGate? EndpointSlots, SlotGate? SystemSlots, long TakenAt);
