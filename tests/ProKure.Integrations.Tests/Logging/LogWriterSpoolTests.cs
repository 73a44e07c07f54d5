using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Spool;
using ProKure.Integrations.Tests.Spool;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Tests.Logging;

/// <summary>What the writer does while the store is away, slow, hangs, or refuses; with real files behind it.</summary>
public sealed class LogWriterSpoolTests : IDisposable
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private readonly ScriptedLogStore _store = new();
    private readonly TemporarySpool _folder = new();
    private readonly LineLogger<LogWriter> _lines = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task InsertAndComplete_StoreAway_AreSpooled_AndDrainedOnceItIsBack()
    {
        var spool = _folder.Open();
        await using var writer = Writer(spool);
        var drained = new ConcurrentBag<Guid>();
        writer.CompletionDrained = entry => drained.Add(entry.RequestId);
        var documents = Enumerable.Range(0, 20).Select(i => LogDocuments.Pending(LogDocuments.Start.AddMilliseconds(i))).ToList();
        _store.IsAway = true;

        foreach (var document in documents)
            await InsertAsync(writer, document);
        foreach (var document in documents.Take(15))
            Assert.True(await writer.CompleteAsync(LogDocuments.Complete(document)));
        Assert.Equal(35, spool.State.Log.Count);
        Assert.False(writer.IsStoreInUse);

        _store.IsAway = false;
        await UntilAsync(() => spool.State.Log.Count == 0 && writer.IsStoreInUse);

        Assert.Equal(20, _store.Documents.Count);
        foreach (var document in documents.Take(15))
            LogAssert.Same(LogDocuments.Complete(document), _store.Documents[document.Entry.RequestId]);
        foreach (var document in documents.Skip(15))
            LogAssert.Same(document, _store.Documents[document.Entry.RequestId]);
        Assert.Equal(documents.Take(15).Select(d => d.Entry.RequestId).Order(), drained.Order());
        Assert.Empty(_folder.Files(".entries"));
        Assert.Equal((35, 35, 0, 0), (spool.State.Log.Spooled, spool.State.Log.Drained, spool.State.Log.BodiesShed, spool.State.Log.Lost));
    }

    [Fact]
    public async Task InsertAsync_StoreAway_AsksItOnce_AndSaysSoOnce()
    {
        await using var writer = Writer(_folder.Open(o => o.FirstRetry = o.LongestRetry = Never));
        _store.IsAway = true;

        for (var i = 0; i < 100; i++)
            await InsertAsync(writer);

        Assert.Equal(1, _store.Calls);
        var line = Assert.Single(_lines.Lines);
        Assert.Equal("The log store is away or slow; what is meant for it goes to the spool: away", line.Text);
    }

    [Fact]
    public async Task InsertAsync_MustReachTheStore_StoreAway_FailsAndIsNotSpooled()
    {
        var spool = _folder.Open(o => o.FirstRetry = o.LongestRetry = Never);
        await using var writer = Writer(spool);
        _store.IsAway = true;

        await Assert.ThrowsAsync<LogStoreUnavailableException>(() => writer.InsertAsync(LogDocuments.Pending(), LogDurability.Store, Token));
        await Assert.ThrowsAsync<LogStoreUnavailableException>(() => writer.InsertAsync(LogDocuments.Pending(), LogDurability.Store, Token));

        // The second was refused without asking.
        Assert.Equal((1, 0L), (_store.Calls, spool.State.Log.Spooled));
    }

    [Fact]
    public async Task InsertAsync_MustReachTheStore_GoesThroughAgainWithoutOthersHelp()
    {
        await using var writer = Writer(_folder.Open());
        _store.IsAway = true;
        await Assert.ThrowsAsync<LogStoreUnavailableException>(() => writer.InsertAsync(LogDocuments.Pending(), LogDurability.Store, Token));

        _store.IsAway = false;
        await UntilAsync(async () =>
        {
            try
            {
                await writer.InsertAsync(LogDocuments.Pending(), LogDurability.Store, Token);
                return true;
            }
            catch (LogStoreUnavailableException)
            {
                return false;
            }
        });

        Assert.True(writer.IsStoreInUse);
    }

    [Fact]
    public async Task InsertAsync_StoreSlow_GoesOnAfterTheWait_AndBothWritesEndInOneDocument()
    {
        var time = new FakeTimeProvider();
        var spool = _folder.Open(time: time);
        await using var writer = Writer(spool, time);
        _store.Hold();
        var document = LogDocuments.Pending();

        var insert = InsertAsync(writer, document);
        await _store.Entered.WaitAsync(Token);
        await AdvanceUntilAsync(time, () => insert.IsCompleted);
        await insert;
        Assert.True(await writer.CompleteAsync(LogDocuments.Complete(document)));

        _store.LetGo();
        await AdvanceUntilAsync(time, () => spool.State.Log.Count == 0 && writer.IsStoreInUse);
        LogAssert.Same(LogDocuments.Complete(document), Assert.Single(_store.Documents).Value);
    }

    [Fact]
    public async Task InsertAsync_MustReachTheStore_StoreSlow_WaitsOnForIt()
    {
        var time = new FakeTimeProvider();
        var spool = _folder.Open(time: time);
        await using var writer = Writer(spool, time);
        _store.Hold();

        var insert = writer.InsertAsync(LogDocuments.Pending(), LogDurability.Store, Token);
        await _store.Entered.WaitAsync(Token);
        await AdvanceUntilAsync(time, () => !writer.IsStoreInUse);
        Assert.False(insert.IsCompleted);

        _store.LetGo();
        await insert;
        Assert.Equal(0, spool.State.Log.Spooled);
    }

    [Fact]
    public async Task InsertAsync_MustReachTheStore_StoreHangs_FailsOnceItsTimeIsUp()
    {
        var time = new FakeTimeProvider();
        await using var writer = Writer(_folder.Open(time: time), time);
        (_store.IgnoresCancellation, var document) = (true, LogDocuments.Pending());
        _store.Hold();

        var insert = writer.InsertAsync(document, LogDurability.Store, Token);
        await _store.Entered.WaitAsync(Token);
        await AdvanceUntilAsync(time, () => insert.IsCompleted);

        var fault = await Assert.ThrowsAsync<LogStoreUnavailableException>(() => insert);
        Assert.Equal("The log store did not answer within 10 s.", fault.Message);
        _store.LetGo();
    }

    [Fact]
    public async Task InsertAsync_StoreNeverReturns_IsNotAskedWithoutEnd_AndCallsGoOn()
    {
        var time = new FakeTimeProvider();
        var spool = _folder.Open(time: time);
        await using var writer = Writer(spool, time);
        _store.IgnoresCancellation = true;
        _store.Hold();

        var count = 0;
        for (var round = 0; round < 40; round++)
        {
            var insert = InsertAsync(writer);
            await AdvanceUntilAsync(time, () => insert.IsCompleted);
            await insert;
            count++;
            time.Advance(TimeSpan.FromSeconds(11));
        }

        Assert.InRange(_store.Calls, 1, 4);
        Assert.Equal(count, spool.State.Log.Count);

        _store.LetGo();
        await AdvanceUntilAsync(time, () => spool.State.Log.Count == 0);
        Assert.Equal(count, _store.Documents.Count);
    }

    [Fact]
    public async Task Drain_CompletionBehindItsInsert_GoesAlone()
    {
        await using var writer = Writer(_folder.Open(o => o.FirstRetry = TimeSpan.FromSeconds(2)));
        _store.IsAway = true;
        var document = LogDocuments.Pending();
        await InsertAsync(writer, document);
        await writer.CompleteAsync(LogDocuments.Complete(document));

        _store.IsAway = false;
        await UntilAsync(() => _store.Documents.Count > 0);

        Assert.Equal(LogWriteKind.Complete, Assert.Single(_store.Written).Kind);
    }

    [Fact]
    public async Task Drain_StoreRefusesOne_TheOthersArrive_AndItIsNotTriedForEver()
    {
        var spool = _folder.Open();
        await using var writer = Writer(spool);
        _store.IsAway = true;
        var (bad, good) = (LogDocuments.Pending(), LogDocuments.Pending());
        _store.Refuse(bad.Entry.RequestId);
        await InsertAsync(writer, bad);
        await InsertAsync(writer, good);

        _store.IsAway = false;
        await UntilAsync(() => spool.State.Log.Count == 0);

        Assert.Equal(good.Entry.RequestId, Assert.Single(_store.Documents).Key);
        Assert.Contains(_lines.Lines, line => line.Id == 102 && line.Text.Contains(bad.Entry.RequestId.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task StoreAndSpoolAway_InsertFails_CompletionIsKeptAndWrittenLater()
    {
        var inTheWay = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(inTheWay, "", Token);
        var spool = _folder.Open(o => o.Directory = inTheWay);
        await using var writer = Writer(spool);
        _store.IsAway = true;
        var document = LogDocuments.Completed();

        var fault = await Assert.ThrowsAsync<LogStoreUnavailableException>(() => InsertAsync(writer));
        Assert.Contains("The spool does not take it either", fault.Message, StringComparison.Ordinal);
        Assert.False(await writer.CompleteAsync(document));
        Assert.Equal(1, writer.Kept);
        Assert.NotNull(spool.State.Fault);

        File.Delete(inTheWay);
        await UntilAsync(() => writer.Kept == 0);
        Assert.Equal(1, spool.State.Log.Spooled);
        Assert.Null(spool.State.Fault);
        _store.IsAway = false;
        await UntilAsync(() => _store.Documents.Count > 0);
        LogAssert.Same(document, Assert.Single(_store.Documents).Value);
    }

    [Fact]
    public async Task StoreAndSpoolAway_KeptCompletionsAreBounded_AndWhatIsOverIsCounted()
    {
        var inTheWay = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(inTheWay, "", Token);
        var spool = _folder.Open(o => o.Directory = inTheWay);
        await using (var writer = Writer(spool, configure: o => o.MaxKeptBytes = 10_000))
        {
            _store.IsAway = true;
            for (var i = 0; i < 20; i++)
                Assert.False(await writer.CompleteAsync(LogDocuments.Completed()));

            Assert.InRange(writer.Kept, 5, 10);
            Assert.Equal(20, writer.Kept + writer.Lost);
        }

        Assert.Single(_lines.Lines, line => line.Id == 103);
        Assert.Single(_lines.Lines, line => line.Id == 105);
    }

    [Fact]
    public async Task DisposeAsync_StoreHangs_WhatWaitsIsInTheSpool_AndTheNextStartDrainsIt()
    {
        var first = _folder.Open();
        var writer = Writer(first, configure: o => o.StoreWait = TimeSpan.FromMilliseconds(20));
        _store.Hold();
        var documents = Enumerable.Range(0, 10).Select(i => LogDocuments.Completed(LogDocuments.Start.AddMilliseconds(i))).ToList();
        var completions = documents.Select(document => writer.CompleteAsync(document)).ToList();

        await writer.DisposeAsync();
        foreach (var completion in completions)
            Assert.True(await completion);
        first.Dispose();
        Assert.Empty(_store.Documents);
        _store.LetGo();

        var next = _folder.Open();
        await using var nextWriter = Writer(next);
        Assert.Equal(10, next.Adopt());
        await UntilAsync(() => next.State.Log.Count == 0);

        Assert.Equal(documents.Select(d => d.Entry.RequestId).ToHashSet(), _store.Documents.Keys.ToHashSet());
    }

    [Fact]
    public async Task CompleteAsync_BodiesWereShed_LeavesTheRestAndMarksIt()
    {
        var spool = _folder.Open(o =>
        {
            o.MaxBytes = 1 << 20;
            o.SegmentBytes = 64 << 10;
            o.FirstRetry = o.LongestRetry = TimeSpan.FromSeconds(1);
        });
        await using var writer = Writer(spool);
        _store.IsAway = true;
        var documents = Enumerable.Range(0, 100).Select(i => LogDocuments.Complete(LogDocuments.Pending(LogDocuments.Start.AddMilliseconds(i), new string('x', 30_000)))).ToList();
        foreach (var document in documents)
            Assert.True(await writer.CompleteAsync(document));
        var state = spool.State.Log;

        _store.IsAway = false;
        await UntilAsync(() => spool.State.Log.Count == 0);

        Assert.InRange(state.BodiesShed, 60, 99);
        Assert.Equal((100, 0), (_store.Documents.Count, state.Lost));
        var without = documents.Where(d => _store.Documents[d.Entry.RequestId].Request!.Body.IsEmpty).ToList();
        Assert.Equal(documents.Take((int)state.BodiesShed), without);
        foreach (var document in documents)
            LogAssert.Same(document.Entry, _store.Documents[document.Entry.RequestId].Entry);
        Assert.All(without, d => Assert.True(_store.Documents[d.Entry.RequestId].Request!.IsTruncated));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LogWriter Writer(HubSpool spool, TimeProvider? time = null, Action<LogWriterOptions>? configure = null)
    {
        // With the system's clock the store counts as slow only where a test says so.
        var options = time is null ? new LogWriterOptions { StoreWait = TimeSpan.FromSeconds(60), StoreTimeout = TimeSpan.FromSeconds(60) } : new LogWriterOptions();
        configure?.Invoke(options);
        return new LogWriter(_store, spool, Options.Create(options), time ?? TimeProvider.System, _lines);
    }

    private static Task InsertAsync(LogWriter writer, LogDocument? document = null) =>
        writer.InsertAsync(document ?? LogDocuments.Pending(), LogDurability.StoreOrSpool, Token);

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
            await Task.Delay(5, Token);
    }

    // Whoever waits may begin to do so a little later than the test looks: time goes on until it has taken effect.
    private static async Task AdvanceUntilAsync(FakeTimeProvider time, Func<bool> condition)
    {
        while (!condition())
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(2, Token);
        }
    }
}
