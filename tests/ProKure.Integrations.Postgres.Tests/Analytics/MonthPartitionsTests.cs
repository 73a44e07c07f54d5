using Npgsql;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Postgres.Analytics;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Postgres.Tests.Analytics;

public sealed class MonthPartitionsTests : IAsyncLifetime
{
    private const string AllNames = """
        SELECT c.relname::text FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid WHERE i.inhparent = 'integration_request_summary'::regclass ORDER BY 1
        """;

    private static readonly DateTimeOffset March = new(2020, 3, 14, 0, 0, 0, TimeSpan.Zero);

    private TemporaryStores _stores = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PostgresSummaryStore Store => field ??= new PostgresSummaryStore(_stores.Stores);

    public async ValueTask InitializeAsync() => _stores = await TemporaryStores.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }

    [Fact]
    public async Task Maintain_MakesThisAndTheNextThreeMonths_OfBothTables()
    {
        var upkeep = await Store.MaintainAsync(new SummaryKeeping(March), Cancel);

        Assert.Equal(new SummaryUpkeep(MadeAhead: 8, Removed: 0), upkeep);
        Assert.Equal(4, (await _stores.Database.ReadAsync<string>(AllNames)).Count);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00.001Z")]
    [InlineData("1969-12-31T23:59:59.999Z")]
    [InlineData("2020-02-29T23:59:59.999Z")]
    [InlineData("9999-12-31T23:59:59.999Z")]
    public async Task Write_OfAnyMonth_FindsOrMakesItsPartition(string start)
    {
        var summary = Ended(March) with { StartedAt = DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture) };

        Assert.Equal(1, await Store.WriteAsync([summary], Cancel));
        Assert.Equal(0, await Store.WriteAsync([summary], Cancel));

        Assert.Equal(summary, await Store.FindAsync(summary.RequestId, Cancel));
    }

    [Fact]
    public async Task Write_OfOneNewMonthByManyHubsAtOnce_MakesItOnce()
    {
        var hubs = Enumerable.Range(0, 6).Select(_ => new PostgresSummaryStore(_stores.Stores)).ToList();

        var written = await Task.WhenAll(hubs.Select(hub => hub.WriteAsync([Ended(March)], Cancel)));

        Assert.Equal(6, written.Sum());
        Assert.Equal(["integration_request_summary_y2020m03"], await _stores.Database.ReadAsync<string>(AllNames));
    }

    [Fact]
    public async Task Write_OfAMonthThatAnotherHubDropped_MakesItAnew()
    {
        var (here, elsewhere) = (Store, new PostgresSummaryStore(_stores.Stores));
        await here.WriteAsync([Ended(March)], Cancel);
        await elsewhere.MaintainAsync(new SummaryKeeping(March.AddMonths(1)), Cancel);

        Assert.Equal(1, await here.WriteAsync([Ended(March)], Cancel));
    }

    [Fact]
    public async Task Maintain_DropsBesideAReaderOfOtherMonths()
    {
        await Store.WriteAsync([Ended(March), Ended(March.AddMonths(1))], Cancel);
        await using var connection = new NpgsqlConnection(_stores.Database.ConnectionString);
        await connection.OpenAsync(Cancel);
        await using var reading = await connection.BeginTransactionAsync(Cancel);
        await using (var command = new NpgsqlCommand("SELECT count(*) FROM integration_request_summary_y2020m04", connection))
            Assert.Equal(1L, await command.ExecuteScalarAsync(Cancel));

        Assert.Equal(2, (await Store.MaintainAsync(new SummaryKeeping(March.AddMonths(1)), Cancel)).Removed);

        Assert.DoesNotContain("integration_request_summary_y2020m03", await _stores.Database.ReadAsync<string>(AllNames), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatAHubLeftHalfDropped_IsFinishedByTheNext(bool isDetaching)
    {
        await Store.WriteAsync([Ended(March)], Cancel);
        await DropHalfAsync(isDetaching);

        Assert.Equal(2, (await Store.MaintainAsync(new SummaryKeeping(March.AddMonths(1)), Cancel)).Removed);

        Assert.Empty(await _stores.Database.ReadAsync<string>("SELECT relname::text FROM pg_class WHERE relname = 'integration_request_summary_y2020m03'"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_IntoAMonthThatIsHalfDropped_GoesIntoANewOne(bool isDetaching)
    {
        var (old, newer) = (Ended(March), Ended(March));
        await Store.WriteAsync([old], Cancel);
        await DropHalfAsync(isDetaching);

        Assert.Equal(1, await Store.WriteAsync([newer], Cancel));

        Assert.Null(await Store.FindAsync(old.RequestId, Cancel));
        Assert.Equal(newer, await Store.FindAsync(newer.RequestId, Cancel));
    }

    [Fact]
    public async Task Write_OfTextThatPostgresCannotKeep_KeepsItReadable()
    {
        var summary = Ended(March) with { EntityId = "PO\0-\ud83d1" };

        await Store.WriteAsync([summary], Cancel);

        Assert.Equal("PO\u2400-\ufffd1", (await Store.FindAsync(summary.RequestId, Cancel))!.EntityId);
    }

    [Fact]
    public async Task Write_OfOverlappingBatchesInOppositeOrders_EndsWithoutDeadlock()
    {
        var shared = Enumerable.Range(0, 200).Select(i => Ended(March.AddMinutes(i % 7), i % 3 == 0 ? LogStatus.Unknown : LogStatus.Failed)).ToList();
        var known = shared.Select(summary => summary with { Status = LogStatus.Success }).ToList();
        List<RequestSummary>[] batches = [shared, [.. shared.AsEnumerable().Reverse()], known, [.. known.AsEnumerable().Reverse()]];

        await Parallel.ForEachAsync(Enumerable.Range(0, 16), Cancel, async (i, cancel) => await Store.WriteAsync(batches[i % 4], cancel));

        var minutes = await Store.GetMinutesAsync(March, March.AddDays(1), Cancel);
        Assert.Equal(200, minutes.Sum(minute => minute.Counts.Values.Sum()));
        Assert.DoesNotContain(minutes, minute => minute.Counts.ContainsKey(LogStatus.Unknown));
        Assert.Equal(0, await Store.RecountAsync(March, March.AddDays(1), Cancel));
    }

    // As a hub leaves it that ends in between: the partition is being detached, or detached and not dropped.
    private async Task DropHalfAsync(bool isDetaching)
    {
        const string detach = "ALTER TABLE integration_request_summary DETACH PARTITION integration_request_summary_y2020m03";
        if (!isDetaching)
        {
            await _stores.Database.ExecuteAsync(detach);
            return;
        }

        // Detaching waits for whoever uses the table, and is cancelled meanwhile.
        await using var connection = new NpgsqlConnection(_stores.Database.ConnectionString);
        await connection.OpenAsync(Cancel);
        await using var reading = await connection.BeginTransactionAsync(Cancel);
        await using (var command = new NpgsqlCommand("SELECT count(*) FROM integration_request_summary", connection))
            Assert.Equal(1L, await command.ExecuteScalarAsync(Cancel));
        var impatient = new NpgsqlConnectionStringBuilder(_stores.Database.ConnectionString) { Options = "-c statement_timeout=200", Pooling = false };
        await using var detaching = new NpgsqlConnection(impatient.ConnectionString);
        await detaching.OpenAsync(Cancel);
        await using var concurrently = new NpgsqlCommand($"{detach} CONCURRENTLY", detaching);
        var fault = await Assert.ThrowsAsync<PostgresException>(() => concurrently.ExecuteNonQueryAsync(Cancel));
        Assert.Equal(PostgresErrorCodes.QueryCanceled, fault.SqlState);
        Assert.Equal([true], await _stores.Database.ReadAsync<bool>("SELECT inhdetachpending FROM pg_inherits WHERE inhdetachpending"));
    }

    private static RequestSummary Ended(DateTimeOffset start, LogStatus status = LogStatus.Success) =>
        RequestSummary.Of(LogDocuments.Completed(start).Entry) with { Status = status };
}
