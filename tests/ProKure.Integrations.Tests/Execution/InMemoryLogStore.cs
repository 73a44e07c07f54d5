using System.Collections.Concurrent;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Tests.Execution;

/// <summary>A log store that forgets at the end; for tests of what is above the stores.</summary>
internal sealed class InMemoryLogStore : IIntegrationLogStore
{
    private readonly ConcurrentDictionary<Guid, LogDocument> _documents = new();

    public IReadOnlyCollection<LogDocument> Documents => [.. _documents.Values];

    public volatile bool IsFull;

    public Task<IReadOnlyList<LogWriteRefusal>> WriteAsync(IReadOnlyList<LogWrite> writes, CancellationToken cancellationToken)
    {
        if (IsFull)
            throw new LogStoreUnavailableException("The disk is full.");
        foreach (var write in writes)
        {
            if (write.Kind == LogWriteKind.Insert)
                _documents.TryAdd(write.Document.Entry.RequestId, write.Document);
            else
                _documents[write.Document.Entry.RequestId] = write.Document;
        }

        return Task.FromResult<IReadOnlyList<LogWriteRefusal>>([]);
    }

    public Task<LogDocument?> FindAsync(Guid requestId, CancellationToken cancellationToken) =>
        Task.FromResult(_documents.GetValueOrDefault(requestId));

    /// <summary>Finds by correlation id alone.</summary>
    public Task<Page<LogEntry>> SearchAsync(LogQuery query, CancellationToken cancellationToken)
    {
        if (IsFull)
            throw new LogStoreUnavailableException("The disk is full.");
        if (query != new LogQuery { CorrelationId = query.CorrelationId, Limit = query.Limit })
            throw new NotSupportedException($"{query}");
        var found = Documents.Select(document => document.Entry).Where(entry => entry.CorrelationId == query.CorrelationId);
        return Task.FromResult(new Page<LogEntry>([.. found.OrderByDescending(entry => entry.StartedAt)], null));
    }

    public Task<IReadOnlyList<LogDocument>> TraceAsync(string correlationId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task NoteFindingAsync(Guid requestId, string reason, DateTimeOffset? nextRetryAt, CancellationToken cancellationToken)
    {
        if (_documents.TryGetValue(requestId, out var document))
            _documents[requestId] = document with { Entry = document.Entry with { Retry = document.Entry.Retry with { Reason = reason, NextRetryAt = nextRetryAt } } };
        return Task.CompletedTask;
    }

    public Task<ReadOnlyMemory<byte>?> FindOriginalAsync(Guid requestId, CancellationToken cancellationToken) =>
        Task.FromResult(_documents.GetValueOrDefault(requestId)?.Original is { IsEmpty: false } original ? original : (ReadOnlyMemory<byte>?)null);

    public Task<int> RemoveOriginalsAsync(IReadOnlyCollection<Guid> requestIds, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<LogEntry>> MarkLostAsync(
        IReadOnlyCollection<string> liveInstances, DateTimeOffset createdBefore, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();
}
