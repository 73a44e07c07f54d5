using ProKure.Integrations.Sqlite.Connections;
using ProKure.Integrations.Sqlite.Schema;
using ProKure.TestKit.Repeats;

namespace ProKure.Integrations.Sqlite.Tests.Schema;

/// <summary>Answers that an older hub kept are counted by their master key after the upgrade.</summary>
public sealed class AnswerKeyMigrationTests : IDisposable
{
    private const string Insert =
        "INSERT INTO idempotency_key (scope, key, fingerprint, invocation_id, owner, kept_from, answer) VALUES ('CALLER', ?, zeroblob(32), zeroblob(16), 'hub', 0, ?)";

    private readonly TemporaryStores _stores = new();

    public void Dispose() => _stores.Dispose();

    [Fact]
    public void Upgrade_NamesTheMasterKeyOfEachAnswerThatIsThere()
    {
        var path = _stores.FileOf("configuration.db");
        using var connection = Connection.OpenWriter(path, _stores.Options);
        var all = Migration.AllOf("configuration");
        Migrator.Migrate(connection, path, [.. all.TakeWhile(migration => !migration.Name.EndsWith("_answer_key.sql", StringComparison.Ordinal))]);
        foreach (var (key, keyId) in KeptAnswers.OfKeys)
            connection.Prepare(Insert).Bind(key).BindBlob(KeptAnswers.Sealed(key, keyId).Span).Execute();
        connection.Prepare(Insert).Bind("not kept").BindNull().Execute();

        Migrator.Migrate(connection, path, all);

        var found = new List<(string Key, string? KeyId)>();
        using (var rows = connection.Prepare("SELECT key, answer_key_id FROM idempotency_key ORDER BY key"))
        {
            while (rows.Step())
                found.Add((rows.ReadText(), rows.ReadTextOrNull()));
        }

        Assert.Equal([.. KeptAnswers.OfKeys, ("not kept", null)], found);
    }
}
