using System.Collections.Concurrent;
using System.Data;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Postgres.Schema;

namespace ProKure.Integrations.Postgres.Analytics;

/// <summary>
/// The partitions of summaries and roll-ups, one of each a month. There is no default partition: rows in it would have to be moved before their month
/// could have one, and it would forbid detaching beside running queries.
/// </summary>
internal sealed class MonthPartitions(PostgresDatabase database)
{
    private const int MonthsAhead = 3;

    private static readonly string[] Tables = ["integration_request_summary", "request_metrics_minute"];

    private const string Lock = "SELECT pg_advisory_xact_lock($1)";

    // Ends with the connection.
    private const string TryLock = "SELECT pg_try_advisory_lock($1)";

    private const string FindAll = """
        SELECT c.relname::text, i.inhdetachpending FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent IN ('integration_request_summary'::regclass, 'request_metrics_minute'::regclass) ORDER BY c.relname
        """;

    // A table of the right name that belongs to nobody: its month was dropped, and the hub that did so ended in between.
    private const string FindLeftOvers = """
        SELECT c.relname::text FROM pg_class AS c
        WHERE c.relkind = 'r' AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'integration_request_summary'::regclass)
            AND c.relname ~ '^(integration_request_summary|request_metrics_minute)_y\d{4}m\d{2}$' AND NOT c.relispartition
        """;

    private readonly ConcurrentDictionary<Month, bool> _known = new();

    /// <summary>Makes the partitions that these months lack.</summary>
    public async Task EnsureAsync(IEnumerable<Month> months, CancellationToken cancellationToken)
    {
        var unknown = months.Where(month => !_known.ContainsKey(month)).Distinct().ToList();
        if (unknown.Count == 0)
            return;
        await MakeAsync(unknown, cancellationToken);
        foreach (var month in unknown)
            _known[month] = true;
    }

    /// <summary>Looks again next time: another hub dropped one.</summary>
    public void Forget() => _known.Clear();

    /// <summary>Makes those of this and the next months.</summary>
    /// <returns>How many.</returns>
    public async Task<int> MakeAheadAsync(CancellationToken cancellationToken)
    {
        var month = Month.Of(await database.RunAsync(
            (session, cancel) => session.ReadOneAsync(new Statement("SELECT now()"), row => row.ReadTime(), cancel), cancellationToken));
        var ahead = new List<Month> { month };
        while (ahead.Count <= MonthsAhead)
            ahead.Add(ahead[^1].Next);
        return await MakeAsync(ahead, cancellationToken);
    }

    /// <summary>
    /// Drops those of all months before the first that is kept, beside whatever reads and writes the others. One with summaries that are held, or whose class lives longer, stays
    /// with those.
    /// </summary>
    /// <returns>How many partitions and single rows; 0 also when another hub is just doing it.</returns>
    public async Task<long> DropBeforeAsync(SummaryKeeping keeping, CancellationToken cancellationToken)
    {
        var dropped = await database.RunAloneAsync(
            async (session, cancel) => await session.ReadOneAsync(new Statement(TryLock).Bind(AdvisoryLock.Partitions), row => row.ReadBoolean(), cancel)
                ? await DropLockedAsync(session, keeping, cancel)
                : 0L,
            cancellationToken);
        if (dropped > 0)
            Forget();
        return dropped;
    }

    private static async Task<long> DropLockedAsync(Session session, SummaryKeeping keeping, CancellationToken cancellationToken)
    {
        var leftOvers = await session.ReadAllAsync(new Statement(FindLeftOvers), row => row.ReadText(), cancellationToken);
        var (dropped, first) = (0L, Month.Of(keeping.KeepFrom));
        foreach (var (name, isDetaching) in await FindAsync(session, cancellationToken))
        {
            if (!Month.TryParse(name, out var month) || !month.IsBefore(first))
                continue;
            if (!isDetaching && name.StartsWith(Tables[0], StringComparison.Ordinal) && await new KeptSummaries(name, keeping).FindAsync(session, cancellationToken))
            {
                dropped += await new KeptSummaries(name, keeping).RemoveOthersAsync(session, cancellationToken);
                continue;
            }

            var how = isDetaching ? "FINALIZE" : "CONCURRENTLY";
            await session.ExecuteAsync(new Statement($"ALTER TABLE {name[..^9]} DETACH PARTITION {name} {how}"), cancellationToken);
            await session.ExecuteAsync(new Statement($"DROP TABLE {name}"), cancellationToken);
            dropped++;
        }

        foreach (var name in leftOvers)
            await session.ExecuteAsync(new Statement($"DROP TABLE {name}"), cancellationToken);
        return dropped + leftOvers.Count;
    }

    private static Task<List<(string Name, bool IsDetaching)>> FindAsync(Session session, CancellationToken cancellationToken) =>
        session.ReadAllAsync(new Statement(FindAll), row => (row.ReadText(), row.ReadBoolean()), cancellationToken);

    // Attaching a finished table locks its parent far less than creating it as a partition would: nobody who reads or writes waits.
    private static IEnumerable<Statement> Make(string table, Month month, bool isLeftOver)
    {
        var name = $"{table}_{month.Suffix}";
        if (isLeftOver)
            yield return new Statement($"DROP TABLE {name}");

        // Roll-ups of the running minute are written again and again: room for new versions keeps them on their page.
        var room = table == Tables[1] ? " WITH (fillfactor = 50)" : "";
        yield return new Statement($"CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS){room}");
        yield return new Statement($"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES {month.Bounds}");
    }

    private Task<int> MakeAsync(IReadOnlyList<Month> months, CancellationToken cancellationToken) => database.InTransactionAsync(
        IsolationLevel.ReadCommitted,
        async (session, cancel) =>
        {
            await session.ExecuteAsync(new Statement(Lock).Bind(AdvisoryLock.Partitions), cancel);
            var standing = (await FindAsync(session, cancel)).ToDictionary(found => found.Name, found => found.IsDetaching, StringComparer.Ordinal);
            var leftOvers = (await session.ReadAllAsync(new Statement(FindLeftOvers), row => row.ReadText(), cancel)).ToHashSet(StringComparer.Ordinal);
            var made = 0;
            foreach (var (table, month) in Tables.SelectMany(table => months.Select(month => (table, month))))
            {
                var name = $"{table}_{month.Suffix}";
                if (standing.TryGetValue(name, out var isDetaching))
                {
                    if (!isDetaching)
                        continue;
                    await session.ExecuteAsync(new Statement($"ALTER TABLE {table} DETACH PARTITION {name} FINALIZE"), cancel);
                    leftOvers.Add(name);
                }

                await session.ExecuteAsync(Make(table, month, leftOvers.Contains(name)), cancel);
                made++;
            }

            return made;
        },
        cancellationToken);
}
