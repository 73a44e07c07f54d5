using NpgsqlTypes;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Analytics;

/// <summary>The summaries of a month that is over which stay all the same: those that are held, and those whose class lives longer.</summary>
internal sealed class KeptSummaries(string partition, SummaryKeeping keeping)
{
    private const int MaxTogether = 5_000;

    // $1 and $2: the classes with days of their own, and from when on their summaries are kept.
    private const string IsKept = """
        (legal_hold OR EXISTS (
            SELECT 1 FROM unnest($1, $2) AS longer (code, keep_from) WHERE longer.code = s.retention_class AND s.started_at >= longer.keep_from))
        """;

    /// <summary>Whether there are any.</summary>
    public Task<bool> FindAsync(Session session, CancellationToken cancellationToken) =>
        session.ReadOneAsync(Bind($"SELECT EXISTS (SELECT 1 FROM {partition} AS s WHERE {IsKept})"), row => row.ReadBoolean(), cancellationToken);

    /// <summary>Removes the others, some thousand at a time.</summary>
    /// <returns>How many.</returns>
    public async Task<long> RemoveOthersAsync(Session session, CancellationToken cancellationToken)
    {
        var removed = 0L;
        while (true)
        {
            var others = $"SELECT s.request_id FROM {partition} AS s WHERE NOT {IsKept} LIMIT {MaxTogether}";
            var together = await session.ExecuteAsync(Bind($"DELETE FROM {partition} WHERE NOT legal_hold AND request_id IN ({others})"), cancellationToken);
            removed += together;
            if (together < MaxTogether)
                return removed;
        }
    }

    private Statement Bind(string sql)
    {
        var classes = keeping.KeepFromByClass.ToList();
        return new Statement(sql)
            .BindMany(classes.Select(kept => kept.Key).ToArray(), NpgsqlDbType.Text)
            .BindMany(classes.Select(kept => kept.Value.TruncateToMilliseconds()).ToArray(), NpgsqlDbType.TimestampTz);
    }
}
