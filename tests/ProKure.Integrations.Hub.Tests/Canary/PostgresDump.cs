using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>Every row of every table of a PostgreSQL database, as JSON, where binary columns are in hexadecimal, and each binary value by itself.</summary>
internal static class PostgresDump
{
    public static async Task<List<(string Where, byte[] Bytes)>> OfAsync(TestDatabase database)
    {
        List<(string, byte[])> found = [];
        var tables = await database.ReadAsync<string>(
            "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')");
        foreach (var table in tables)
            found.AddRange((await database.ReadAsync<string>($"SELECT row_to_json(r)::text FROM {table} r")).Select(row => (table, System.Text.Encoding.UTF8.GetBytes(row))));
        var columns = await database.ReadAsync<string>(
            "SELECT 'SELECT ' || quote_ident(column_name) || ' FROM ' || quote_ident(table_schema) || '.' || quote_ident(table_name) || ' WHERE ' || quote_ident(column_name) || ' IS NOT NULL' FROM information_schema.columns "
            + "WHERE data_type = 'bytea' AND table_schema NOT IN ('pg_catalog', 'information_schema')");
        foreach (var select in columns)
            found.AddRange((await database.ReadAsync<byte[]>(select)).Select(value => (select, value)));
        return found;
    }
}
