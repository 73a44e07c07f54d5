using ProKure.Integrations.Logging;
using ProKure.Integrations.Retention;

namespace ProKure.Integrations.Archives;

/// <summary>Holds the legal holds in force against archived documents, by what the index knows of them: as much as a hold can ask for.</summary>
public sealed class LegalHoldsOfArchive(ILegalHolds holds) : IArchiveHolds
{
    /// <inheritdoc/>
    public async Task<bool> CoverAnyAsync(ArchiveUnit unit, IReadOnlyList<ArchiveIndexEntry> documents, CancellationToken cancellationToken)
    {
        var scopes = (await holds.ListActiveAsync(cancellationToken)).Select(hold => hold.Scope).ToList();
        return scopes.Count > 0 && documents.Select(document => EntryOf(unit, document)).Any(entry => scopes.Exists(scope => scope.Covers(entry)));
    }

    private static LogEntry EntryOf(ArchiveUnit unit, ArchiveIndexEntry document) => new()
    {
        RequestId = document.RequestId,
        CorrelationId = document.CorrelationId,
        SystemCode = unit.SystemCode,
        EndpointCode = document.EndpointCode,
        Direction = LogDirection.Outbound,
        Status = document.Status,
        StartedAt = document.StartedAt,
        CreatedAt = document.StartedAt,
        Context = new LogContext { EntityType = document.EntityType, EntityId = document.EntityId },
        Retry = LogRetry.Single,
        Actor = new LogActor(null, TriggeredBy.System),
        InstanceId = "",
    };
}
