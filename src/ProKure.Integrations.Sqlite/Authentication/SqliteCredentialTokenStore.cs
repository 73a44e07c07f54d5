using ProKure.Integrations.Authentication.Tokens;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Authentication;

/// <summary>Tokens, encrypted, in <c>configuration.db</c>.</summary>
public sealed class SqliteCredentialTokenStore(SqliteDatabases databases, TimeProvider time) : ICredentialTokenStore
{
    private const string Columns = "credential_code, version, key_id, wrapped_key, content";

    private const string Insert = """
        INSERT INTO credential_token (credential_code, version, key_id, wrapped_key, content, changed_at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (credential_code) DO NOTHING
        """;

    private const string Update = """
        UPDATE credential_token SET version = ?, key_id = ?, wrapped_key = ?, content = ?, changed_at = ? WHERE credential_code = ? AND version = ?
        """;

    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public Task<SealedToken?> FindAsync(string credentialCode, CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var row = connection.Prepare($"SELECT {Columns} FROM credential_token WHERE credential_code = ?").Bind(credentialCode);
            return row.Step() ? Read(row) : null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SealedToken>> ListAsync(CancellationToken cancellationToken) => _database.ReadAsync<IReadOnlyList<SealedToken>>(
        connection =>
        {
            using var rows = connection.Prepare($"SELECT {Columns} FROM credential_token ORDER BY credential_code");
            var tokens = new List<SealedToken>();
            while (rows.Step())
                tokens.Add(Read(rows));
            return tokens;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> PutAsync(SealedToken token, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            var now = time.GetUtcNow();
            var written = token.Version == 1
                ? connection.Prepare(Insert).Bind(token.CredentialCode).Bind(token.Version).Bind(token.KeyId).BindBlob(token.WrappedKey.Span).BindBlob(token.Content.Span).Bind(now).Execute()
                : connection.Prepare(Update).Bind(token.Version).Bind(token.KeyId).BindBlob(token.WrappedKey.Span).BindBlob(token.Content.Span).Bind(now)
                    .Bind(token.CredentialCode).Bind(token.Version - 1).Execute();
            return written > 0;
        },
        cancellationToken);

    private static SealedToken Read(Statement row) => new(row.ReadText(), row.ReadInt64(), row.ReadText(), row.ReadBytes().ToArray(), row.ReadBytes().ToArray());
}
