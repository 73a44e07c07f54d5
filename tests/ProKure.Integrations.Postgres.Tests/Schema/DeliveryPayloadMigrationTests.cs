using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Postgres.Retry;
using ProKure.Integrations.Postgres.Schema;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Postgres.Tests.Schema;

/// <summary>Deliveries that an older hub accepted, in clear, are there after the upgrade as they were.</summary>
public sealed class DeliveryPayloadMigrationTests
{
    private const string Payload = """{"size":1.50}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upgrade_KeepsPayloadsByteByByte_AndCountsThemAsInClear()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        Migrator.Migrate(
            ConnectionSettings.Of(database.ConnectionString),
            [.. Migration.All().TakeWhile(migration => !migration.Name.EndsWith("_delivery_payload_key.sql", StringComparison.Ordinal))], TimeSpan.FromMinutes(1));
        var (queued, erased) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await InsertAsync(database, queued, "QUEUED", Payload, "NULL");
        await InsertAsync(database, erased, "SUCCEEDED", "null", "now()");

        await using var stores = TemporaryStores.Open(database.ConnectionString);
        await using var notices = new DeliveryNotices(stores, NullLogger<DeliveryNotices>.Instance);
        var found = await new PostgresDeliveryQueue(stores, notices).FindAsync(queued, Cancel);

        Assert.Equal((null, Payload, "PO-4711"), (found!.PayloadKeyId, Encoding.UTF8.GetString(found.Payload.Span), found.Context.EntityId));
        var payloads = new PostgresDeliveryPayloads(stores);
        var count = await payloads.CountAsync(Cancel);
        Assert.Equal((0, 1), (count.ByKey.Count, count.InClear));
        Assert.Equal(queued, Assert.Single(await payloads.ListAsync(null, null, 9, Cancel)).DeliveryId);
    }

    private static async Task InsertAsync(TestDatabase database, Guid id, string state, string payload, string erasedAt)
    {
        await database.ExecuteAsync($"INSERT INTO delivery (id, system_code, state, not_before, attempts_made) VALUES ('{id}', 'SAP', '{state}', now(), 0)");
        await database.ExecuteAsync($"""
            INSERT INTO delivery_content (delivery_id, endpoint_code, config_version, correlation_id, idempotency_key, created_at, entity_id, triggered_by, payload, erased_at)
            VALUES ('{id}', 'CREATE_PO', 1, 'act-1', 'key-1', now(), 'PO-4711', 'USER', '{payload}', {erasedAt})
            """);
    }
}
