using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Postgres.Schema;
using ProKure.TestKit.Repeats;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Postgres.Tests.Schema;

/// <summary>Answers that an older hub kept are counted by their master key after the upgrade.</summary>
public sealed class AnswerKeyMigrationTests
{
    [Fact]
    public async Task Upgrade_NamesTheMasterKeyOfEachAnswerThatIsThere()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        var all = Migration.All();
        Migrate(database, [.. all.TakeWhile(migration => !migration.Name.EndsWith("_answer_key.sql", StringComparison.Ordinal))]);
        foreach (var (key, keyId) in KeptAnswers.OfKeys)
            await InsertAsync(database, key, $@"'\x{Convert.ToHexStringLower(KeptAnswers.Sealed(key, keyId).Span)}'");
        await InsertAsync(database, "not kept", "NULL");

        Migrate(database, all);

        Assert.Equal(
            [.. KeptAnswers.OfKeys.Select(answer => $"{answer.Key}: {answer.KeyId ?? "none"}"), "not kept: none"],
            await database.ReadAsync<string>("SELECT key || ': ' || coalesce(answer_key_id, 'none') FROM idempotency_key ORDER BY key"), StringComparer.Ordinal);
    }

    private static void Migrate(TestDatabase database, IReadOnlyList<Migration> migrations) =>
        Migrator.Migrate(ConnectionSettings.Of(database.ConnectionString), migrations, TimeSpan.FromMinutes(1));

    private static Task InsertAsync(TestDatabase database, string key, string answer) => database.ExecuteAsync(
        $"INSERT INTO idempotency_key (scope, key, fingerprint, invocation_id, owner, kept_from, answer) VALUES ('CALLER', '{key}', decode(repeat('00', 32), 'hex'), gen_random_uuid(), 'hub', now(), {answer})");
}
