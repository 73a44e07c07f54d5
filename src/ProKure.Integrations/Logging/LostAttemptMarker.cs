using Microsoft.Extensions.Logging;
using ProKure.Integrations.Analytics;

namespace ProKure.Integrations.Logging;

/// <summary>Finds attempts whose process died between send and answer. They become unknown, never failed: the other side may have done the work.</summary>
public sealed partial class LostAttemptMarker(
    IIntegrationLogStore store, SummaryWriter summaries, HubInstance instance, TimeProvider time, ILogger<LostAttemptMarker> logger)
{
    /// <summary>Marks the attempts of all processes but this one. Only for a process that alone can have the store, as with the embedded ones.</summary>
    /// <returns>Those that were marked, as they now stand.</returns>
    public Task<IReadOnlyList<LogEntry>> MarkAllOthersAsync(CancellationToken cancellationToken) => MarkAsync([instance.Id], DateTimeOffset.MaxValue, cancellationToken);

    /// <summary>Marks the attempts that were made before the time given by processes that are not among those alive.</summary>
    /// <returns>Those that were marked, as they now stand.</returns>
    public async Task<IReadOnlyList<LogEntry>> MarkAsync(IReadOnlyCollection<string> liveInstances, DateTimeOffset createdBefore, CancellationToken cancellationToken)
    {
        var lost = await store.MarkLostAsync(liveInstances, createdBefore, time.GetUtcMilliseconds(), cancellationToken);
        foreach (var entry in lost)
        {
            summaries.Add(RequestSummary.Of(entry));
            Log.Lost(logger, entry.RequestId, entry.SystemCode, entry.EndpointCode, entry.Context.EntityId);
        }

        return lost;
    }

    private static partial class Log
    {
        [LoggerMessage(601, LogLevel.Warning,
            "The process died during attempt {RequestId} at {System}/{Endpoint} for {EntityId}: its outcome is unknown")]
        public static partial void Lost(ILogger logger, Guid requestId, string system, string endpoint, string? entityId);
    }
}
