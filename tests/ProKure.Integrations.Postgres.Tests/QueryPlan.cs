using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Tests;

/// <summary>How PostgreSQL would carry out a statement on tables that are too large to be read whole.</summary>
internal static class QueryPlan
{
    /// <param name="database">The database.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="isLong">Whether so many rows are concerned that sorting them would be dear as well; without statistics the planner thinks of few.</param>
    public static Task<string> OfAsync(PostgresDatabase database, Statement statement, bool isLong = false) => database.RunAsync(
        async (session, cancel) =>
        {
            // The tables of a test are small, for which reading them whole would be right.
            await session.ExecuteAsync(new Statement("SET enable_seqscan = off"), cancel);
            if (isLong)
                await session.ExecuteAsync(new Statement("SET enable_sort = off"), cancel);
            statement.Command.CommandText = $"EXPLAIN (COSTS OFF) {statement.Command.CommandText}";
            return string.Join('\n', await session.ReadAllAsync(statement, row => row.ReadText(), cancel));
        },
        TestContext.Current.CancellationToken);
}
