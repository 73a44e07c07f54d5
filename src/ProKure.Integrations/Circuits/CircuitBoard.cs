using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Limits;

namespace ProKure.Integrations.Circuits;

/// <summary>
/// All circuits of this process, and their changes, which all hubs share. While the store is away a hub opens and closes them for itself; what the store says counts again
/// when it is back.
/// </summary>
public sealed partial class CircuitBoard(ICircuitStore store, HubInstance instance, IOptions<LimitOptions> options, TimeProvider time, ILogger<CircuitBoard> logger)
{
    private readonly ConcurrentDictionary<string, Circuit> _circuits = new(StringComparer.Ordinal);

    /// <summary>How the circuits stand that are not simply closed, and those that once were not.</summary>
    public IReadOnlyList<CircuitView> Changed =>
        [.. _circuits.Values.Select(circuit => circuit.View).Where(view => view.Reason is not null).OrderBy(view => view.Key.ToString(), StringComparer.Ordinal)];

    internal bool IsShared => store.IsShared;

    /// <summary>How a circuit stands, and how many exchanges of this hub, and failures among them, count at the moment.</summary>
    public (CircuitView View, int Calls, int Failures) Find(CircuitKey key, CircuitBreakerConfig breaker)
    {
        var circuit = Of(key.ToString(), key);
        var (calls, failures) = circuit.Counted(breaker);
        return (circuit.View, calls, failures);
    }

    /// <summary>A person opens or closes a circuit.</summary>
    /// <returns>How it stands then.</returns>
    /// <exception cref="StoreUnavailableException">It could not be kept: nothing was changed.</exception>
    public async Task<CircuitView> ChangeAsync(CircuitChange change, CancellationToken cancellationToken)
    {
        var row = await store.ChangeAsync(change with { ExpectedGeneration = null }, cancellationToken)
            ?? throw new InvalidOperationException($"The circuit {change.Key} was to be changed whatever stands there, and was not.");
        var circuit = Of(change.Key.ToString(), change.Key);
        circuit.Apply(row);
        Tell(row, change.By);
        return circuit.View;
    }

    /// <summary>How a circuit came to stand as it does, the latest change first.</summary>
    public Task<IReadOnlyList<CircuitChangeRecord>> ListChangesAsync(CircuitKey key, int limit, CancellationToken cancellationToken) =>
        store.ListChangesAsync(key, limit, cancellationToken);

    /// <summary>Looks at what the store says.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await store.ListAsync(cancellationToken))
            Of(row.Key.ToString(), row.Key).Apply(row);
    }

    internal Circuit Of(string scope, CircuitKey key) => _circuits.GetOrAdd(scope, static (_, given) => new Circuit(given.key, given.time), (key, time));

    /// <summary>Whether a call may try an open circuit whose time is up; no other call of any hub may at the same time.</summary>
    internal async Task<bool> TryProbeAsync(Circuit circuit, long generation, TimeSpan lease)
    {
        // Without the store each hub tries for itself.
        var isFree = await AskAsync(token => store.TryProbeAsync(circuit.Key, generation, instance.Id, lease, token), whenAway: true);
        if (isFree)
            return true;
        circuit.ProbedElsewhere();
        await AskAsync(
            async token =>
            {
                await RefreshAsync(token);
                return true;
            },
            whenAway: false);
        return false;
    }

    /// <summary>The call that tried a circuit is over.</summary>
    internal async Task EndProbeAsync(Circuit circuit, long generation, CircuitVerdict verdict, CircuitBreakerConfig breaker, string? failure)
    {
        if (verdict == CircuitVerdict.Nothing)
        {
            await AskAsync(
                async token =>
                {
                    await store.EndProbeAsync(circuit.Key, generation, instance.Id, token);
                    return true;
                },
                whenAway: false);
            circuit.EndProbe();
            return;
        }

        await ChangeAsync(circuit, generation, verdict == CircuitVerdict.Fails
            ? new CircuitChange(circuit.Key, true, false, breaker.OpenFor, $"The call that tried it failed: {failure}", CircuitChange.Hub, generation)
            : new CircuitChange(circuit.Key, false, false, null, "The call that tried it went well.", CircuitChange.Hub, generation));
        circuit.EndProbe();
    }

    /// <summary>Too many exchanges failed.</summary>
    internal Task OpenAsync(Circuit circuit, CircuitBreakerConfig breaker, string reason)
    {
        var generation = circuit.View.Generation;
        return ChangeAsync(circuit, generation, new CircuitChange(circuit.Key, true, false, breaker.OpenFor, reason, CircuitChange.Hub, generation));
    }

    private async Task ChangeAsync(Circuit circuit, long generation, CircuitChange change)
    {
        CircuitRow? row = null;
        var isKept = await AskAsync(
            async token =>
            {
                row = await store.ChangeAsync(change, token);
                if (row is null)
                    await RefreshAsync(token);
                return true;
            },
            whenAway: false);
        if (!isKept)
        {
            // For this hub alone, until the store has something newer: with the same generation, the store's word takes its place.
            row = new CircuitRow(change.Key, change.IsOpen, false, generation, change.OpenFor ?? TimeSpan.Zero, false, change.Reason, time.GetUtcMilliseconds(), CircuitChange.Hub);
            circuit.ApplyHere(row);
        }
        else if (row is not null)
        {
            circuit.Apply(row);
        }

        if (row is not null)
            Tell(row, change.By);
    }

    private void Tell(CircuitRow row, string by)
    {
        Telemetry.CircuitTransitions.Add(
            1, new("system", row.Key.SystemCode), new("endpoint", row.Key.EndpointCode), new("state", row.IsOpen ? "OPEN" : "CLOSED"), new("by", by == CircuitChange.Hub ? "HUB" : "HAND"));
        if (row.IsOpen)
            Log.Opened(logger, row.Key, by, row.Reason);
        else
            Log.Closed(logger, row.Key, by, row.Reason);
    }

    private async Task<bool> AskAsync(Func<CancellationToken, Task<bool>> ask, bool whenAway)
    {
        try
        {
            using var patience = new CancellationTokenSource(options.Value.StorePatience, time);
            return await ask(patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception fault)
        {
            // Whatever the store's fault: calls do not depend on it.
            Log.NotShared(logger, fault);
            return whenAway;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(911, LogLevel.Warning, "The circuit {Circuit} is open, by {By}: {Reason}")]
        public static partial void Opened(ILogger logger, CircuitKey circuit, string by, string reason);

        [LoggerMessage(912, LogLevel.Information, "The circuit {Circuit} is closed, by {By}: {Reason}")]
        public static partial void Closed(ILogger logger, CircuitKey circuit, string by, string reason);

        [LoggerMessage(913, LogLevel.Warning, "A circuit's change is not shared with the other hubs")]
        public static partial void NotShared(ILogger logger, Exception reason);
    }
}
