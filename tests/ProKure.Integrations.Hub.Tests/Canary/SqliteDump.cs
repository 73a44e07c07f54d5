using System.Text;
using Microsoft.Data.Sqlite;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>Every value of every table of the embedded stores: in their files, long ones are scattered over pages.</summary>
internal static class SqliteDump
{
    public static IEnumerable<(string Where, byte[] Bytes)> Of(string folder)
    {
        foreach (var file in Directory.GetFiles(folder, "*.db"))
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
            connection.Open();
            foreach (var table in Read(connection, "SELECT name FROM sqlite_schema WHERE type = 'table'").Select(Encoding.UTF8.GetString).ToList())
            {
                foreach (var value in Read(connection, $"SELECT * FROM \"{table}\""))
                    yield return ($"{Path.GetFileNameWithoutExtension(file)}.{table}", value);
            }
        }
    }

    private static IEnumerable<byte[]> Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            for (var i = 0; i < rows.FieldCount; i++)
            {
                if (rows.GetValue(i) is var value and not (long or double or DBNull))
                    yield return value as byte[] ?? Encoding.UTF8.GetBytes($"{value}");
            }
        }
    }
}
