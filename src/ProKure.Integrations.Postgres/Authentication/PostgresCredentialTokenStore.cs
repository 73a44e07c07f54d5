using ProKure.Integrations.Authentication.Tokens;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Authentication;

/// <summary>Tokens, encrypted, on PostgreSQL: those of all hubs on the same database.</summary>
public sealed class PostgresCredentialTokenStore(PostgresDatabase database, TimeProvider time) : ICredentialTokenStore
{
    private const string Columns = "credential_code, version, key_id, wrapped_key, content";

    private const string Insert = """
        INSERT INTO credential_token (credential_code, version, key_id, wrapped_key, content, changed_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (credential_code) DO NOTHING
        """;

    private const string Update = """
        UPDATE credential_token SET version = $2, key_id = $3, wrapped_key = $4, content = $5, changed_at = $6 WHERE credential_code = $1 AND version = $2 - 1
        """;

    /// <inheritdoc/>
    public Task<SealedToken?> FindAsync(string credentialCode, CancellationToken cancellationToken) => database.RunAsync(
        async (session, cancel) => (await session.ReadAllAsync(
            new Statement($"SELECT {Columns} FROM credential_token WHERE credential_code = $1").Bind(credentialCode), Read, cancel)).SingleOrDefault(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SealedToken>> ListAsync(CancellationToken cancellationToken) => database.RunAsync<IReadOnlyList<SealedToken>>(
        async (session, cancel) => await session.ReadAllAsync(new Statement($"SELECT {Columns} FROM credential_token ORDER BY credential_code"), Read, cancel),
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> PutAsync(SealedToken token, CancellationToken cancellationToken) => database.RunAsync(
        async (session, cancel) => await session.ExecuteAsync(
            new Statement(token.Version == 1 ? Insert : Update)
                .Bind(token.CredentialCode).Bind(token.Version).Bind(token.KeyId).Bind(token.WrappedKey).Bind(token.Content).Bind(time.GetUtcNow()),
            cancel) > 0,
        cancellationToken);

    private static SealedToken Read(Row row) => new(row.ReadText(), row.ReadInt64(), row.ReadText(), row.ReadBytes(), row.ReadBytes());
}
