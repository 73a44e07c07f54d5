using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Tests.Logging;

public sealed class LogWriterTests
{
    private readonly ScriptedLogStore _store = new();

    [Fact]
    public async Task InsertAsync_ManyWaitForOneRoundTrip_GoTogetherInTheNext()
    {
        await using var writer = Writer();
        var first = await BlockedInsertAsync(writer);
        var others = Enumerable.Range(0, 50).Select(_ => writer.InsertAsync(Document(), Token)).ToArray();

        _store.LetGo();
        await first;
        await Task.WhenAll(others);

        Assert.Equal([1, 50], _store.Batches.Select(b => b.Count));
    }

    [Fact]
    public async Task InsertAsync_StoreRefusesOne_OnlyItsCallerHears()
    {
        await using var writer = Writer();
        var first = await BlockedInsertAsync(writer);
        var bad = Document();
        _store.Refuse(bad.Entry.RequestId);
        var refused = writer.InsertAsync(bad, Token);
        var accepted = writer.InsertAsync(Document(), Token);

        _store.LetGo();
        await first;
        await accepted;

        var fault = await Assert.ThrowsAsync<LogWriteRefusedException>(() => refused);
        Assert.Equal("bad document", fault.Message);
    }

    [Fact]
    public async Task InsertAsync_StoreAway_FailsAndIsNotKept()
    {
        await using var writer = Writer();
        _store.IsAway = true;

        await Assert.ThrowsAsync<LogStoreUnavailableException>(() => writer.InsertAsync(Document(), Token));

        Assert.Equal(0, writer.Behind);
    }

    [Fact]
    public async Task CompleteAsync_StoreAway_IsKeptAndWrittenOnceTheStoreIsBack()
    {
        var document = Document();
        await using (var writer = Writer(o => o.BehindRetry = TimeSpan.FromMilliseconds(10)))
        {
            _store.IsAway = true;
            Assert.False(await writer.CompleteAsync(document));
            Assert.Equal(1, writer.Behind);

            _store.IsAway = false;
            while (writer.Behind > 0)
                await Task.Delay(5, Token);
        }

        Assert.Equal(document.Entry.RequestId, Assert.Single(_store.Written).Document.Entry.RequestId);
    }

    [Fact]
    public async Task CompleteAsync_MoreKeptThanAllowed_DropsWhatIsOver()
    {
        await using var writer = Writer(o =>
        {
            o.MaxBehind = 2;
            o.BehindRetry = TimeSpan.FromHours(1);
        });
        _store.IsAway = true;
        for (var i = 0; i < 5; i++)
            await writer.CompleteAsync(Document());

        Assert.Equal(2, writer.Behind);
    }

    [Fact]
    public async Task CompleteAsync_StoreHangs_WaitsNoLongerThanAllowed()
    {
        await using var writer = Writer(o => o.CompletionWait = TimeSpan.FromMilliseconds(20));
        var first = await BlockedInsertAsync(writer);

        Assert.False(await writer.CompleteAsync(Document()));

        _store.LetGo();
        await first;
    }

    [Fact]
    public async Task DisposeAsync_WritesWhatIsQueued()
    {
        var writer = Writer();
        var first = await BlockedInsertAsync(writer);
        var queued = writer.InsertAsync(Document(), Token);

        var disposal = writer.DisposeAsync();
        _store.LetGo();
        await disposal;

        await first;
        await queued;
        Assert.Equal(2, _store.Written.Count);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LogWriter Writer(Action<LogWriterOptions>? configure = null)
    {
        var options = new LogWriterOptions();
        configure?.Invoke(options);
        return new LogWriter(_store, Options.Create(options), TimeProvider.System, NullLogger<LogWriter>.Instance);
    }

    // Returns once the store holds the first write in its hands, so that what follows has to wait.
    private async Task<Task> BlockedInsertAsync(LogWriter writer)
    {
        _store.Hold();
        var insert = writer.InsertAsync(Document(), Token);
        await _store.Entered.WaitAsync(Token);
        return insert;
    }

    private static LogDocument Document()
    {
        var now = TimeProvider.System.GetUtcMilliseconds();
        return new LogDocument(
            new LogEntry
            {
                RequestId = Guid.CreateVersion7(now),
                CorrelationId = "c",
                SystemCode = "SAP",
                EndpointCode = "CREATE_PO",
                Direction = LogDirection.Outbound,
                Status = LogStatus.Pending,
                StartedAt = now,
                CreatedAt = now,
                Retry = LogRetry.Single,
                Actor = new LogActor(null, TriggeredBy.Api),
                InstanceId = "i",
            },
            null,
            null);
    }

    private sealed class ScriptedLogStore : IIntegrationLogStore
    {
        private readonly ConcurrentDictionary<Guid, bool> _refused = new();
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource? _gate;

        public ConcurrentQueue<IReadOnlyList<LogWrite>> Batches { get; } = new();

        public IReadOnlyCollection<LogWrite> Written => [.. Batches.SelectMany(b => b)];

        public volatile bool IsAway;

        public Task Entered => _entered.Task;

        public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void LetGo() => _gate!.TrySetResult();

        public void Refuse(Guid requestId) => _refused[requestId] = true;

        public async Task<IReadOnlyList<LogWriteRefusal>> WriteAsync(IReadOnlyList<LogWrite> writes, CancellationToken cancellationToken)
        {
            _entered.TrySetResult();
            if (_gate is { } gate)
                await gate.Task.WaitAsync(cancellationToken);
            if (IsAway)
                throw new LogStoreUnavailableException("away");
            Batches.Enqueue([.. writes]);
            return [.. writes.Index().Where(w => _refused.ContainsKey(w.Item.Document.Entry.RequestId)).Select(w => new LogWriteRefusal(w.Index, "bad document"))];
        }

        public Task<LogDocument?> FindAsync(Guid requestId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Page<LogEntry>> SearchAsync(LogQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<LogDocument>> TraceAsync(string correlationId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<LogEntry>> MarkLostAsync(
            IReadOnlyCollection<string> liveInstances, DateTimeOffset createdBefore, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
