using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Erasure;

/// <summary>While it is on, what the connection deletes is overwritten with zeros. It costs writes, so that only erasures pay for it.</summary>
internal readonly struct SecureDelete : IDisposable
{
    private readonly Connection _connection;

    private SecureDelete(Connection connection) => _connection = connection;

    // SQLite carries this pragma out while it prepares it: a statement that is kept prepared would do so once.
    public static SecureDelete On(Connection connection)
    {
        connection.ExecuteScript("PRAGMA secure_delete = ON");
        return new SecureDelete(connection);
    }

    public void Dispose() => _connection.ExecuteScript("PRAGMA secure_delete = OFF");
}
