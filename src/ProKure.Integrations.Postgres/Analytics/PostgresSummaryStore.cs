using Npgsql;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Postgres.Schema;

namespace ProKure.Integrations.Postgres.Analytics;

/// <summary>Summaries and minute roll-ups on PostgreSQL. The two change in one transaction, one batch at a time, in one round trip.</summary>
public sealed class PostgresSummaryStore(PostgresDatabase database) : ISummaryStore
{
    private const string Lock = "SELECT pg_advisory_xact_lock($1)";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // What one transaction counts anew. Batches wait for it, so it has to be short on a busy hub too.
    private static readonly TimeSpan Slice = TimeSpan.FromMinutes(15);

    // The order of the count columns. A pending attempt has no summary.
    private static readonly LogStatus[] Ends = [LogStatus.Success, LogStatus.Failed, LogStatus.Timeout, LogStatus.Cancelled, LogStatus.Unknown];

    private readonly MonthPartitions _partitions = new(database);

    /// <inheritdoc/>
    public async Task<int> WriteAsync(IReadOnlyList<RequestSummary> summaries, CancellationToken cancellationToken)
    {
        var batch = new SummaryBatch(summaries);
        if (batch.Summaries.Count == 0)
            return 0;
        var months = batch.Summaries.Select(summary => Month.Of(summary.StartedAt)).Distinct().ToList();
        await _partitions.EnsureAsync(months, cancellationToken);
        try
        {
            return await WriteAsync(batch, cancellationToken);
        }
        catch (PostgresException fault) when (IsWithoutPartition(fault))
        {
            // Another hub dropped the month after this one had seen it.
            _partitions.Forget();
            await _partitions.EnsureAsync(months, cancellationToken);
            return await WriteAsync(batch, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task<RequestSummary?> FindAsync(Guid requestId, CancellationToken cancellationToken) => database.RunAsync(
        async (session, cancel) =>
        {
            if (SummaryRows.NearOf(requestId) is { } near)
            {
                var statement = new Statement(SummarySql.FindNear).Bind(requestId).Bind(near.From).Bind(near.To);
                if (await session.ReadAllAsync(statement, RequestSummaryColumns.Read, cancel) is [var found])
                    return found;
            }

            return (await session.ReadAllAsync(new Statement(SummarySql.Find).Bind(requestId), RequestSummaryColumns.Read, cancel)).FirstOrDefault();
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MinuteMetrics>> GetMinutesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<MinuteMetrics>>(
            async (session, cancel) => await session.ReadAllAsync(new Statement(SummarySql.Minutes).Bind(from).Bind(to), ReadMinute, cancel), cancellationToken);

    /// <inheritdoc/>
    public async Task<int> RecountAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (next, end) = (FirstMinute(from), FirstMinute(to));
        var differed = 0;
        while (next < end && await FindFirstAsync(next, end, cancellationToken) is { } first)
        {
            next = end - first > Slice ? first + Slice : end;
            differed += await RecountSliceAsync(first, next, cancellationToken);
        }

        return differed;
    }

    /// <inheritdoc/>
    public async Task<SummaryUpkeep> MaintainAsync(SummaryKeeping keeping, CancellationToken cancellationToken)
    {
        var made = await _partitions.MakeAheadAsync(cancellationToken);
        return new SummaryUpkeep(made, await _partitions.DropBeforeAsync(keeping, cancellationToken));
    }

    private static bool IsWithoutPartition(PostgresException fault) =>
        fault is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null or "" };

    private static MinuteMetrics ReadMinute(Row row)
    {
        var (minute, systemCode, endpointCode, direction) = (row.ReadTime(), row.ReadText(), row.ReadText(), row.ReadName<LogDirection>());
        var counts = new Dictionary<LogStatus, long>();
        foreach (var end in Ends)
        {
            if (row.ReadInt64() is > 0 and var count)
                counts.Add(end, count);
        }

        return new MinuteMetrics
        {
            Minute = minute,
            SystemCode = systemCode,
            EndpointCode = endpointCode,
            Direction = direction,
            Counts = counts,
            Latency = row.ReadMany<long>(),
        };
    }

    // The first minute that begins at or after the instant.
    private static DateTimeOffset FirstMinute(DateTimeOffset instant)
    {
        var over = instant.UtcTicks % Minute.Ticks;
        return over == 0 || DateTimeOffset.MaxValue - instant < Minute ? instant : instant + (Minute - TimeSpan.FromTicks(over));
    }

    private Task<int> WriteAsync(SummaryBatch batch, CancellationToken cancellationToken) => database.RunAsync(
        async (session, cancel) =>
        {
            await using var results = await session.ReadAsync(
                [new Statement(Lock).Bind(AdvisoryLock.Summaries), SummaryRows.WriteOf(batch.Summaries)], cancel);
            await results.SkipAsync(cancel);
            var written = await results.NextAsync(row => (row.ReadGuid(), row.ReadBoolean()), cancel);
            await results.EndAsync(cancel);
            return batch.Count(written);
        },
        cancellationToken);

    private async Task<DateTimeOffset?> FindFirstAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var found = await database.RunAsync(
            async (session, cancel) =>
            {
                await using var results = await session.ReadAsync(
                    [new Statement(SummarySql.FirstSummary).Bind(from).Bind(to), new Statement(SummarySql.FirstMinute).Bind(from).Bind(to)], cancel);
                List<DateTimeOffset> firsts = [.. await results.NextAsync(row => row.ReadTime(), cancel), .. await results.NextAsync(row => row.ReadTime(), cancel)];
                await results.EndAsync(cancel);
                return firsts;
            },
            cancellationToken);
        if (found.Count == 0)
            return null;
        var first = found.Min();
        return first - TimeSpan.FromTicks(first.UtcTicks % Minute.Ticks);
    }

    private Task<int> RecountSliceAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => database.RunAsync(
        async (session, cancel) =>
        {
            await using var results = await session.ReadAsync(
                [
                    new Statement(Lock).Bind(AdvisoryLock.Summaries),
                    new Statement(SummarySql.Recount).Bind(from).Bind(to).BindBucketEnds(),
                ],
                cancel);
            await results.SkipAsync(cancel);
            var differed = await results.NextAsync(row => row.ReadInt64(), cancel);
            await results.EndAsync(cancel);
            return (int)differed.Single();
        },
        cancellationToken);
}
