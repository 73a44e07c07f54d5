using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Tests.Spool;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Tests.Logging;

/// <summary>What the writer does while the store is there; <see cref="LogWriterSpoolTests"/> has the rest.</summary>
public sealed class LogWriterTests : IDisposable
{
    private readonly ScriptedLogStore _store = new();
    private readonly TemporarySpool _spool = new();

    public void Dispose() => _spool.Dispose();

    [Fact]
    public async Task InsertAsync_ManyWaitForOneRoundTrip_GoTogetherInTheNext()
    {
        await using var writer = Writer();
        var first = await BlockedInsertAsync(writer);
        var others = Enumerable.Range(0, 50).Select(_ => InsertAsync(writer)).ToArray();

        _store.LetGo();
        await first;
        await Task.WhenAll(others);

        Assert.Equal([1, 50], _store.Batches.Select(b => b.Count));
    }

    [Fact]
    public async Task InsertAsync_ManyLargeOnes_GoInBatchesOfBoundedSize()
    {
        await using var writer = Writer(o => o.MaxBatchBytes = 100_000);
        var first = await BlockedInsertAsync(writer);
        var others = Enumerable.Range(0, 10).Select(_ => writer.InsertAsync(LogDocuments.Pending(body: new string('x', 40_000)), LogDurability.StoreOrSpool, Token)).ToArray();

        _store.LetGo();
        await first;
        await Task.WhenAll(others);

        Assert.Equal([1, 3, 3, 3, 1], _store.Batches.Select(b => b.Count));
    }

    [Fact]
    public async Task InsertAsync_StoreRefusesOne_OnlyItsCallerHears()
    {
        await using var writer = Writer();
        var first = await BlockedInsertAsync(writer);
        var bad = LogDocuments.Pending();
        _store.Refuse(bad.Entry.RequestId);
        var refused = writer.InsertAsync(bad, LogDurability.StoreOrSpool, Token);
        var accepted = InsertAsync(writer);

        _store.LetGo();
        await first;
        await accepted;

        var fault = await Assert.ThrowsAsync<LogWriteRefusedException>(() => refused);
        Assert.Equal("bad document", fault.Message);
    }

    [Fact]
    public async Task InsertAsync_TooManyBytesWait_WaitsForRoom()
    {
        await using var writer = Writer(o => o.MaxQueuedBytes = 100_000);
        _store.Hold();
        var first = writer.InsertAsync(LogDocuments.Pending(body: new string('x', 90_000)), LogDurability.StoreOrSpool, Token);
        await _store.Entered.WaitAsync(Token);
        using var impatient = new CancellationTokenSource();
        var givesUp = writer.InsertAsync(LogDocuments.Pending(body: new string('x', 90_000)), LogDurability.StoreOrSpool, impatient.Token);
        var waits = writer.InsertAsync(LogDocuments.Pending(body: new string('x', 200_000)), LogDurability.StoreOrSpool, Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givesUp);

        _store.LetGo();
        await first;
        await waits;

        // The one that gave up never got in; the other came in after the first was done.
        Assert.Equal([1, 1], _store.Batches.Select(b => b.Count));
    }

    [Fact]
    public async Task InsertAsync_CompletionsHang_DoesNotWaitForThem()
    {
        await using var writer = Writer();
        _store.Hold(LogWriteKind.Complete);
        var completion = writer.CompleteAsync(LogDocuments.Completed());
        await _store.Entered.WaitAsync(Token);

        await InsertAsync(writer);

        Assert.False(completion.IsCompleted);
        _store.LetGo();
        Assert.True(await completion);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    public async Task CompleteAsync_RoundTripsHang_AsManyGoSideBySideAsThereAreLanes_AndTheRestTogether(int lanes, int underWay)
    {
        await using var writer = Writer(options => options.Lanes = lanes);
        _store.Hold(LogWriteKind.Complete);
        var completions = new List<Task<bool>>();
        for (var call = 1; call <= underWay; call++)
        {
            completions.Add(writer.CompleteAsync(LogDocuments.Completed()));
            await UntilAsync(() => _store.Calls == call);
        }

        for (var i = 0; i < 5; i++)
            completions.Add(writer.CompleteAsync(LogDocuments.Completed()));
        await InsertAsync(writer);
        Assert.Equal(underWay + 1, _store.Calls);

        _store.LetGo();
        Assert.All(await Task.WhenAll(completions), Assert.True);

        // The five that waited, by one that became free, or shared by both.
        Assert.InRange(_store.Calls, underWay + 2, (2 * underWay) + 1);
        Assert.Equal(underWay + 5 + 1, _store.Written.Count);
    }

    [Fact]
    public async Task InsertAsync_OneLane_GoesTogetherWithCompletions()
    {
        await using var writer = Writer(options => options.Lanes = 1);
        var first = await BlockedInsertAsync(writer);
        var completion = writer.CompleteAsync(LogDocuments.Completed());
        var insert = InsertAsync(writer);

        _store.LetGo();
        await Task.WhenAll(first, completion, insert);

        Assert.Equal([1, 2], _store.Batches.Select(b => b.Count));
    }

    [Fact]
    public async Task CompleteAsync_OvertakesItsInsert_TheWholeDocumentStands()
    {
        await using var writer = Writer();
        var pending = LogDocuments.Pending();
        _store.Hold(LogWriteKind.Insert);
        var insert = writer.InsertAsync(pending, LogDurability.StoreOrSpool, Token);
        await _store.Entered.WaitAsync(Token);

        Assert.True(await writer.CompleteAsync(LogDocuments.Complete(pending)));
        _store.LetGo();
        await insert;

        Assert.Equal(LogStatus.Success, _store.Documents[pending.Entry.RequestId].Entry.Status);
    }

    [Fact]
    public async Task DisposeAsync_WritesWhatIsQueued()
    {
        var writer = Writer();
        var first = await BlockedInsertAsync(writer);
        var queued = InsertAsync(writer);

        var disposal = writer.DisposeAsync();
        _store.LetGo();
        await disposal;

        await first;
        await queued;
        Assert.Equal(2, _store.Written.Count);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(5, Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LogWriter Writer(Action<LogWriterOptions>? configure = null)
    {
        // These tests are about a store that is there, however slow the machine.
        var options = new LogWriterOptions { StoreWait = TimeSpan.FromSeconds(60), StoreTimeout = TimeSpan.FromSeconds(60) };
        configure?.Invoke(options);
        return new LogWriter(_store, _spool.Open(), Options.Create(options), TimeProvider.System, NullLogger<LogWriter>.Instance);
    }

    private static Task InsertAsync(LogWriter writer) => writer.InsertAsync(LogDocuments.Pending(), LogDurability.StoreOrSpool, Token);

    // Returns once the store holds the first write in its hands, so that what follows has to wait.
    private async Task<Task> BlockedInsertAsync(LogWriter writer)
    {
        _store.Hold();
        var insert = InsertAsync(writer);
        await _store.Entered.WaitAsync(Token);
        return insert;
    }
}
