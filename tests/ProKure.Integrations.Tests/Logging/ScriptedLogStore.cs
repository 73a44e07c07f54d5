using System.Collections.Concurrent;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Tests.Logging;

/// <summary>A log store in memory that a test can send away, make hang, and make refuse documents. Idempotent like the real ones.</summary>
internal sealed class ScriptedLogStore : IIntegrationLogStore
{
    private readonly ConcurrentDictionary<Guid, bool> _refused = new();
    private readonly ConcurrentDictionary<Guid, LogDocument> _documents = new();
    private volatile TaskCompletionSource? _gate;
    private TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LogWriteKind? _held;
    private int _calls;

    /// <summary>What reached the store, batch by batch; refused and failed ones are not among them.</summary>
    public ConcurrentQueue<IReadOnlyList<LogWrite>> Batches { get; } = new();

    public IReadOnlyCollection<LogWrite> Written => [.. Batches.SelectMany(b => b)];

    /// <summary>How the documents stand after all writes.</summary>
    public IReadOnlyDictionary<Guid, LogDocument> Documents => _documents;

    /// <summary>How often the store was asked to write.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Every write fails.</summary>
    public volatile bool IsAway;

    /// <summary>A write that is held does not end when it is cancelled.</summary>
    public volatile bool IgnoresCancellation;

    /// <summary>Ends once the store holds a write in its hands since the last <see cref="Hold"/>.</summary>
    public Task Entered => _entered.Task;

    /// <summary>From now on, writes hang until <see cref="LetGo"/>; only batches that have one of the kind, when it is given.</summary>
    public void Hold(LogWriteKind? kind = null)
    {
        _held = kind;
        _entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void LetGo()
    {
        var gate = _gate!;
        _gate = null;
        gate.TrySetResult();
    }

    public void Refuse(Guid requestId) => _refused[requestId] = true;

    public async Task<IReadOnlyList<LogWriteRefusal>> WriteAsync(IReadOnlyList<LogWrite> writes, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        var isHeld = _gate is not null && (_held is not { } kind || writes.Any(write => write.Kind == kind));
        if (_gate is null || isHeld)
            _entered.TrySetResult();
        if (_gate is { } gate && isHeld)
            await gate.Task.WaitAsync(IgnoresCancellation ? CancellationToken.None : cancellationToken);
        if (IsAway)
            throw new LogStoreUnavailableException("away");
        var refusals = writes.Index().Where(w => _refused.ContainsKey(w.Item.Document.Entry.RequestId)).Select(w => new LogWriteRefusal(w.Index, "bad document")).ToList();
        Batches.Enqueue([.. writes]);
        foreach (var write in writes.Where(w => !_refused.ContainsKey(w.Document.Entry.RequestId)))
            Apply(write);
        return refusals;
    }

    public Task<LogDocument?> FindAsync(Guid requestId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<LogEntry>> SearchAsync(LogQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<LogDocument>> TraceAsync(string correlationId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task NoteFindingAsync(Guid requestId, string reason, DateTimeOffset? nextRetryAt, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ReadOnlyMemory<byte>?> FindOriginalAsync(Guid requestId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> RemoveOriginalsAsync(IReadOnlyCollection<Guid> requestIds, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<LogEntry>> MarkLostAsync(
        IReadOnlyCollection<string> liveInstances, DateTimeOffset createdBefore, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

    private void Apply(LogWrite write) => _documents.AddOrUpdate(
        write.Document.Entry.RequestId,
        write.Document,
        (_, standing) => write.Kind == LogWriteKind.Complete && standing.Entry.Status == LogStatus.Pending ? write.Document with { Request = standing.Request } : standing);
}
