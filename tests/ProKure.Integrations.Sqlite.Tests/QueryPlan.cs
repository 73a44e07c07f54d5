using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Tests;

/// <summary>How SQLite would carry out a statement, a line for each step.</summary>
internal static class QueryPlan
{
    public static string Of(Connection connection, string sql)
    {
        using var steps = connection.Prepare($"EXPLAIN QUERY PLAN {sql}");
        var plan = new List<string>();
        while (steps.Step())
        {
            _ = (steps.ReadInt64(), steps.ReadInt64(), steps.ReadInt64());
            plan.Add(steps.ReadText());
        }

        return string.Join('\n', plan);
    }
}
