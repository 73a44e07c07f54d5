using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ProKure.Integrations.Spool;

/// <summary>Measures what waits in the spool, whenever somebody who collects metrics asks.</summary>
internal static class SpoolGauges
{
    private static readonly ConcurrentDictionary<HubSpool, TimeProvider> Watched = new();

    static SpoolGauges()
    {
        Telemetry.Meter.CreateObservableGauge("prokure.spool.bytes", () => Of((state, _) => state.Bytes), "By", "Bytes that the spool takes on disk, by kind.");
        Telemetry.Meter.CreateObservableGauge("prokure.spool.entries", () => Of((state, _) => state.Count), "{entry}", "Entries that wait in the spool, by kind.");
        Telemetry.Meter.CreateObservableGauge(
            "prokure.spool.oldest_age", () => Of((state, now) => state.OldestAt is { } at ? (now - at).TotalSeconds : 0), "s", "Age of the oldest entry that waits in the spool, by kind.");
    }

    public static void Watch(HubSpool spool, TimeProvider time) => Watched[spool] = time;

    public static void Unwatch(HubSpool spool) => Watched.TryRemove(spool, out _);

    private static IEnumerable<Measurement<T>> Of<T>(Func<SpoolQueueState, DateTimeOffset, T> measure) where T : struct
    {
        foreach (var (spool, time) in Watched)
        {
            var (state, now) = (spool.State, time.GetUtcNow());
            yield return new Measurement<T>(measure(state.Log, now), new KeyValuePair<string, object?>("kind", "log"));
            yield return new Measurement<T>(measure(state.Summaries, now), new KeyValuePair<string, object?>("kind", "summary"));
            var bodies = spool.WholeBodies;
            var waiting = new SpoolQueueState(bodies.Count, bodies.Bytes, bodies.OldestAt, bodies.Kept, bodies.Uploaded, 0, bodies.Shed);
            yield return new Measurement<T>(measure(waiting, now), new KeyValuePair<string, object?>("kind", "body"));
        }
    }
}
