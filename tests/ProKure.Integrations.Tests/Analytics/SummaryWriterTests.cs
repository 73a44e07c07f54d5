using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Spool;
using ProKure.Integrations.Tests.Spool;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Tests.Analytics;

public sealed class SummaryWriterTests : IDisposable
{
    private readonly ScriptedSummaryStore _store = new();
    private readonly TemporarySpool _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Add_StoreAway_GoesToTheSpool_AndArrivesOnceItIsBack()
    {
        var spool = _folder.Open();
        await using var writer = Writer(spool);
        _store.IsAway = true;
        var summaries = Summaries(1_200);

        foreach (var summary in summaries)
            writer.Add(summary);
        await UntilAsync(() => spool.State.Summaries.Count == 1_200);
        Assert.False(writer.IsStoreInUse);

        _store.IsAway = false;
        await UntilAsync(() => spool.State.Summaries.Count == 0 && writer.IsStoreInUse);
        Assert.Equal(summaries.ToHashSet(), _store.Written.ToHashSet());
        Assert.Equal(0, writer.Dropped);
    }

    [Fact]
    public async Task DisposeAsync_StoreAwayOrHanging_WhatIsQueuedIsSpooled_AndTheNextStartWritesIt()
    {
        var spool = _folder.Open();
        var writer = Writer(spool);
        _store.Hang();
        var summaries = Summaries(700);
        foreach (var summary in summaries)
            writer.Add(summary);
        await UntilAsync(() => _store.Calls > 0);

        await writer.DisposeAsync();
        spool.Dispose();
        Assert.Empty(_store.Written);

        _store.LetGo();
        var next = _folder.Open();
        await using var nextWriter = Writer(next);
        Assert.Equal(700, next.Adopt());
        await UntilAsync(() => next.State.Summaries.Count == 0);
        Assert.Equal(summaries.ToHashSet(), _store.Written.ToHashSet());
    }

    [Fact]
    public async Task DisposeAsync_NeitherStoreNorSpool_CountsWhatIsLeftToBeRebuilt()
    {
        var inTheWay = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(inTheWay, "", Token);
        var writer = Writer(_folder.Open(o => o.Directory = inTheWay));
        _store.IsAway = true;
        foreach (var summary in Summaries(3))
            writer.Add(summary);
        await UntilAsync(() => _store.Calls > 0);

        await writer.DisposeAsync();

        Assert.Equal(3, writer.Dropped);
    }

    [Fact]
    public void Decode_OfWhatWasEncoded_IsTheSame_WithEveryField()
    {
        var summary = RequestSummary.Of(LogDocuments.WithEveryField().Entry);
        Assert.All(typeof(RequestSummary).GetProperties(), property => Assert.NotNull(property.GetValue(summary)));

        Assert.Equal(summary, SummarySpoolCodec.Decode(new SpooledRecord(Assert.Single(SummarySpoolCodec.Encode([summary])).Entry, null)));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SummaryWriter Writer(HubSpool spool) => new(_store, spool, Options.Create(new SummaryWriterOptions()), TimeProvider.System, NullLogger<SummaryWriter>.Instance);

    private static List<RequestSummary> Summaries(int count) =>
        [.. Enumerable.Range(0, count).Select(i => RequestSummary.Of(LogDocuments.Completed(LogDocuments.Start.AddMilliseconds(i)).Entry))];

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(5, Token);
    }

    private sealed class ScriptedSummaryStore : ISummaryStore
    {
        private readonly ConcurrentQueue<RequestSummary> _written = new();
        private volatile TaskCompletionSource? _gate;
        private int _calls;

        public volatile bool IsAway;

        public IReadOnlyCollection<RequestSummary> Written => _written;

        public int Calls => Volatile.Read(ref _calls);

        public void Hang() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void LetGo()
        {
            _gate!.TrySetException(new StoreUnavailableException("The connection broke."));
            _gate = null;
        }

        public async Task<int> WriteAsync(IReadOnlyList<RequestSummary> summaries, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            if (_gate is { } gate)
                await gate.Task;
            if (IsAway)
                throw new StoreUnavailableException("away");
            foreach (var summary in summaries)
                _written.Enqueue(summary);
            return summaries.Count;
        }

        public Task<RequestSummary?> FindAsync(Guid requestId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<MinuteMetrics>> GetMinutesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<int> RecountAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<SummaryUpkeep> MaintainAsync(SummaryKeeping keeping, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
