using System.Globalization;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;

namespace ProKure.TestKit.Logging;

public abstract partial class LogStoreContract
{
    [Fact]
    public async Task Find_UnknownId_IsNull() => Assert.Null(await FindAsync(LogDocuments.Pending()));

    [Fact]
    public async Task Search_InAnEmptyStore_IsEmpty()
    {
        var page = await SearchAsync(new LogQuery());

        Assert.Empty(page.Items);
        Assert.Null(page.NextCursor);
    }

    [Fact]
    public async Task Search_ListsNewestFirst_WhateverTheOrderOfWriting()
    {
        var documents = Enumerable.Range(0, 5).Select(i => LogDocuments.Pending(LogDocuments.Start.AddMinutes(i * 3 % 5))).ToList();
        await WriteAsync([.. documents.Select(d => d.AsInsert())]);

        var found = (await SearchAsync(new LogQuery())).Items;

        var newestFirst = documents.Select(d => d.Entry).OrderByDescending(e => e.StartedAt).ToList();
        Assert.Equal(newestFirst.Count, found.Count);
        foreach (var (expected, actual) in newestFirst.Zip(found))
            LogAssert.Same(expected, actual);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(25)]
    public async Task Search_PageByPage_MissesAndRepeatsNothing_AlsoWithinOneMillisecond(int limit)
    {
        var documents = Enumerable.Range(0, 25).Select(i => LogDocuments.Pending(LogDocuments.Start.AddMilliseconds(i / 10))).ToList();
        await WriteAsync([.. documents.Select(d => d.AsInsert())]);

        var found = await AllAsync(new LogQuery { Limit = limit });

        var expected = documents.Select(d => d.Entry)
            .OrderByDescending(e => e.StartedAt).ThenByDescending(e => e.RequestId.ToString(), StringComparer.Ordinal);
        Assert.Equal(expected.Select(e => e.RequestId), found.Select(e => e.RequestId));
    }

    [Fact]
    public async Task Search_WhilePaging_IsNotShiftedByNewEntries()
    {
        var documents = Enumerable.Range(0, 6).Select(i => LogDocuments.Pending(LogDocuments.Start.AddSeconds(i))).ToList();
        await WriteAsync([.. documents.Select(d => d.AsInsert())]);
        var first = await SearchAsync(new LogQuery { Limit = 3 });
        await WriteAsync(LogDocuments.Pending(LogDocuments.Start.AddHours(1)).AsInsert());

        Assert.True(LogCursor.TryParse(first.NextCursor, out var cursor));
        var second = await SearchAsync(new LogQuery { Limit = 3, After = cursor });

        Assert.Equal(documents.Take(3).Reverse().Select(d => d.Entry.RequestId), second.Items.Select(e => e.RequestId));
        Assert.Null(second.NextCursor);
    }

    [Fact]
    public async Task Search_ByTime_IncludesTheBeginningAndNotTheEnd()
    {
        var documents = Enumerable.Range(0, 4).Select(i => LogDocuments.Pending(LogDocuments.Start.AddMilliseconds(i))).ToList();
        await WriteAsync([.. documents.Select(d => d.AsInsert())]);

        var found = await SearchAsync(new LogQuery { From = LogDocuments.Start.AddMilliseconds(1), To = LogDocuments.Start.AddMilliseconds(3) });

        Assert.Equal([documents[2].Entry.RequestId, documents[1].Entry.RequestId], found.Items.Select(e => e.RequestId));
    }

    [Fact]
    public async Task Search_ByTimeBetweenMilliseconds_TakesThemExactly()
    {
        var documents = Enumerable.Range(0, 3).Select(i => LogDocuments.Pending(LogDocuments.Start.AddMilliseconds(i))).ToList();
        await WriteAsync([.. documents.Select(d => d.AsInsert())]);

        var found = await SearchAsync(new LogQuery { From = LogDocuments.Start.AddMilliseconds(0.5), To = LogDocuments.Start.AddMilliseconds(1.5) });

        Assert.Equal([documents[1].Entry.RequestId], found.Items.Select(e => e.RequestId));
    }

    /// <summary>Every set of conditions finds exactly the entries that meet all of them: 256 queries over entries that differ in every field.</summary>
    [Fact]
    public async Task Search_ByEveryCombinationOfConditions_FindsWhatMeetsAll()
    {
        var entries = await WriteVariedAsync();
        var sample = entries.First(e => e is { SystemCode: "SAP", Status: LogStatus.Failed, Context.EntityId: "PO-1" });

        for (var conditions = 0; conditions < 256; conditions++)
        {
            var query = QueryLike(sample, conditions);
            var expected = entries.Where(e => Meets(e, query)).OrderByDescending(e => e.StartedAt).Select(e => e.RequestId);
            Assert.Equal(expected, (await AllAsync(query with { Limit = 100 })).Select(e => e.RequestId));
        }
    }

    [Theory]
    [InlineData(LogStatus.Pending)]
    [InlineData(LogStatus.Success)]
    [InlineData(LogStatus.Failed)]
    [InlineData(LogStatus.Timeout)]
    [InlineData(LogStatus.Cancelled)]
    [InlineData(LogStatus.Unknown)]
    public async Task Search_ByStatus_SeesItAsItStandsNow(LogStatus status)
    {
        var pending = LogDocuments.Pending();
        await WriteAsync(pending.AsInsert());
        if (status != LogStatus.Pending)
            await WriteAsync(LogDocuments.Complete(pending).With(e => e with { Status = status }).AsCompletion());

        foreach (var asked in Enum.GetValues<LogStatus>())
            Assert.Equal(asked == status ? 1 : 0, (await SearchAsync(new LogQuery { Status = asked })).Items.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    public async Task Search_WithAnImpossibleLimit_SaysSo(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => SearchAsync(new LogQuery { Limit = limit }));

    [Fact]
    public async Task Search_Cancelled_Ends() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.SearchAsync(new LogQuery(), new CancellationToken(canceled: true)));

    [Fact]
    public async Task Trace_GivesWholeDocumentsOfOneAct_OldestFirst()
    {
        var act = Enumerable.Range(0, 3).Select(i => InAct("act-1", LogDocuments.Start.AddSeconds(3 - i))).ToList();
        await WriteAsync([.. act.Select(d => d.AsInsert()), InAct("act-2", LogDocuments.Start).AsInsert(), LogDocuments.Complete(act[0]).AsCompletion()]);

        var trace = await Store.TraceAsync("act-1", Cancel);

        Assert.Equal(3, trace.Count);
        LogAssert.Same(act[2], trace[0]);
        LogAssert.Same(act[1], trace[1]);
        LogAssert.Same(LogDocuments.Complete(act[0]), trace[2]);
        Assert.Empty(await Store.TraceAsync("ACT-1", Cancel));
    }

    [Fact]
    public async Task Trace_OfALongAct_GivesTheFirstThousand()
    {
        var act = Enumerable.Range(0, 1_010).Select(i => InAct("act-1", LogDocuments.Start.AddMilliseconds(i))).ToList();
        await WriteAsync([.. act.Select(d => d.AsInsert())]);

        var trace = await Store.TraceAsync("act-1", Cancel);

        Assert.Equal(act.Take(1_000).Select(d => d.Entry.RequestId), trace.Select(d => d.Entry.RequestId));
    }

    [Fact]
    public async Task MarkLost_MarksWhatIsPendingAndOwnedByNobodyAlive()
    {
        var now = LogDocuments.Start.AddHours(1);
        var (lost, alive, done) = (OwnedBy("dead"), OwnedBy("alive"), LogDocuments.Complete(OwnedBy("dead")));
        await WriteAsync(lost.AsInsert(), alive.AsInsert(), done.AsInsert());

        var marked = Assert.Single(await Store.MarkLostAsync(["alive"], Ever, now, Cancel));

        var expected = lost with { Entry = LostAttempt.Of(lost.Entry, now) };
        LogAssert.Same(expected.Entry, marked);
        LogAssert.Same(expected, await FindAsync(lost));
        Assert.Equal((LogStatus.Unknown, ErrorType.ProcessLost), (marked.Status, marked.Error!.Type));
        LogAssert.Same(alive, await FindAsync(alive));
        LogAssert.Same(done, await FindAsync(done));
    }

    [Fact]
    public async Task MarkLost_LeavesWhatWasMadeAtTheCutOffOrLater()
    {
        var documents = Enumerable.Range(-1, 3).Select(i => OwnedBy("dead").With(e => e with { CreatedAt = LogDocuments.Start.AddMilliseconds(i) })).ToList();
        await WriteAsync([.. documents.Select(d => d.AsInsert())]);

        var marked = await Store.MarkLostAsync([], LogDocuments.Start, LogDocuments.Start.AddHours(1), Cancel);

        Assert.Equal(documents[0].Entry.RequestId, Assert.Single(marked).RequestId);
        Assert.Equal(2, (await AllAsync(new LogQuery { Status = LogStatus.Pending })).Count);
    }

    [Fact]
    public async Task MarkLost_OfMoreThanFitInOneGo_MarksAllAndLeavesTheLivingOnes()
    {
        const int each = 1_100;
        var documents = Enumerable.Range(0, each * 2)
            .Select(i => LogDocuments.Pending(LogDocuments.Start.AddMilliseconds(i / 3)).With(e => e with { InstanceId = i % 2 == 0 ? "dead" : "alive" }));
        await WriteAsync([.. documents.Select(d => d.AsInsert())]);

        var marked = await Store.MarkLostAsync(["alive"], Ever, LogDocuments.Start.AddHours(1), Cancel);

        Assert.Equal((each, each), (marked.Count, marked.DistinctBy(entry => entry.RequestId).Count()));
        Assert.All(marked, entry => Assert.Equal("dead", entry.InstanceId));
        var left = await AllAsync(new LogQuery { Status = LogStatus.Pending, Limit = 500 });
        Assert.Equal(each, left.Count);
        Assert.All(left, entry => Assert.Equal("alive", entry.InstanceId));
    }

    [Fact]
    public async Task MarkLost_Repeated_MarksNothingMore()
    {
        await WriteAsync(OwnedBy("dead").AsInsert());

        Assert.Single(await Store.MarkLostAsync([], Ever, LogDocuments.Start, Cancel));

        Assert.Empty(await Store.MarkLostAsync([], Ever, LogDocuments.Start, Cancel));
    }

    [Fact]
    public async Task Complete_OfWhatWasMarkedLost_SetsTheKnownEnd()
    {
        var pending = OwnedBy("dead");
        await WriteAsync(pending.AsInsert());
        await Store.MarkLostAsync([], Ever, LogDocuments.Start.AddHours(1), Cancel);

        await WriteAsync(LogDocuments.Complete(pending).AsCompletion());

        LogAssert.Same(LogDocuments.Complete(pending), await FindAsync(pending));
    }

    // A time after every document.
    private static readonly DateTimeOffset Ever = LogDocuments.Start.AddYears(10);

    private static LogDocument InAct(string correlationId, DateTimeOffset startedAt) =>
        LogDocuments.Pending(startedAt).With(e => e with { CorrelationId = correlationId });

    private static LogDocument OwnedBy(string instance) =>
        LogDocuments.Pending().With(e => e with { InstanceId = instance });

    private async Task<List<LogEntry>> WriteVariedAsync()
    {
        var entries = new List<LogEntry>();
        for (var i = 0; i < 256; i++)
        {
            var pending = LogDocuments.Pending(LogDocuments.Start.AddMilliseconds(i));
            var ended = (i & 1) == 0 ? LogDocuments.Complete(pending) : LogDocuments.Fail(pending);
            var document = ended.With(e => e with
            {
                SystemCode = (i & 2) == 0 ? "SAP" : "ORACLE",
                EndpointCode = (i & 4) == 0 ? "CREATE_PO" : "CANCEL_PO",
                Direction = (i & 8) == 0 ? LogDirection.Outbound : LogDirection.Inbound,
                Context = new LogContext { EntityType = (i & 16) == 0 ? "PURCHASE_ORDER" : null, EntityId = (i & 32) == 0 ? "PO-1" : null },
                CorrelationId = (i / 64).ToString(CultureInfo.InvariantCulture),
            });
            entries.Add(document.Entry);
            await WriteAsync(document.AsInsert());
        }

        return entries;
    }

    private static LogQuery QueryLike(LogEntry sample, int conditions) => new()
    {
        From = (conditions & 1) == 0 ? null : LogDocuments.Start.AddMilliseconds(30),
        To = (conditions & 1) == 0 ? null : LogDocuments.Start.AddMilliseconds(200),
        SystemCode = (conditions & 2) == 0 ? null : sample.SystemCode,
        EndpointCode = (conditions & 4) == 0 ? null : sample.EndpointCode,
        Direction = (conditions & 8) == 0 ? null : sample.Direction,
        Status = (conditions & 16) == 0 ? null : sample.Status,
        EntityType = (conditions & 32) == 0 ? null : sample.Context.EntityType,
        EntityId = (conditions & 64) == 0 ? null : sample.Context.EntityId,
        CorrelationId = (conditions & 128) == 0 ? null : sample.CorrelationId,
    };

    private static bool Meets(LogEntry entry, LogQuery query) =>
        (query.From is null || entry.StartedAt >= query.From)
        && (query.To is null || entry.StartedAt < query.To)
        && (query.SystemCode is null || entry.SystemCode == query.SystemCode)
        && (query.EndpointCode is null || entry.EndpointCode == query.EndpointCode)
        && (query.Direction is null || entry.Direction == query.Direction)
        && (query.Status is null || entry.Status == query.Status)
        && (query.EntityType is null || entry.Context.EntityType == query.EntityType)
        && (query.EntityId is null || entry.Context.EntityId == query.EntityId)
        && (query.CorrelationId is null || entry.CorrelationId == query.CorrelationId);
}
