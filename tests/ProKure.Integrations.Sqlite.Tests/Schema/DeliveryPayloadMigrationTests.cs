using System.Text;
using ProKure.Integrations.Sqlite.Connections;
using ProKure.Integrations.Sqlite.Retry;
using ProKure.Integrations.Sqlite.Schema;

namespace ProKure.Integrations.Sqlite.Tests.Schema;

/// <summary>Deliveries that an older hub accepted, in clear, are there after the upgrade as they were.</summary>
public sealed class DeliveryPayloadMigrationTests : IDisposable
{
    private const string Payload = """{"größe":"\u0000","n":1.50}""";

    private readonly TemporaryStores _stores = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task Upgrade_KeepsPayloadsByteByByte_AndCountsThemAsInClear()
    {
        var (queued, erased) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        using (var connection = Connection.OpenWriter(_stores.FileOf("configuration.db"), _stores.Options))
        {
            Migrator.Migrate(
                connection, _stores.FileOf("configuration.db"),
                [.. Migration.AllOf("configuration").TakeWhile(migration => !migration.Name.EndsWith("_delivery_payload_key.sql", StringComparison.Ordinal))]);
            Insert(connection, 1, queued, "QUEUED", Payload, null);
            Insert(connection, 2, erased, "SUCCEEDED", "null", 7);
        }

        var found = await new SqliteDeliveryQueue(_stores.Databases, TimeProvider.System).FindAsync(queued, Cancel);

        Assert.Equal((null, Payload, "PO-4711", "1000"), (found!.PayloadKeyId, Encoding.UTF8.GetString(found.Payload.Span), found.Context.EntityId, found.Context.Keys["plant"]));
        var payloads = new SqliteDeliveryPayloads(_stores.Databases);
        var count = await payloads.CountAsync(Cancel);
        Assert.Equal((0, 1), (count.ByKey.Count, count.InClear));
        Assert.Equal(queued, Assert.Single(await payloads.ListAsync(null, null, 9, Cancel)).DeliveryId);
    }

    private static void Insert(Connection connection, long row, Guid id, string state, string payload, long? erasedAt)
    {
        connection.Prepare("""
            INSERT INTO delivery (delivery_id, id, system_code, priority, state, not_before, attempts_made, blocks_order, interruptions) VALUES (?, ?, 'SAP', 5, ?, 0, 0, 1, 0)
            """).Bind(row).Bind(id).Bind(state).Execute();
        connection.Prepare("""
            INSERT INTO delivery_content (
                delivery_id, endpoint_code, config_version, config_revision, correlation_id, idempotency_key, created_at, entity_id, context_keys, triggered_by, payload, erased_at)
            VALUES (?, 'CREATE_PO', 1, 1, 'act-1', 'key-1', 0, 'PO-4711', '{"plant":"1000"}', 'USER', ?, ?)
            """).Bind(row).Bind(payload).Bind(erasedAt).Execute();
    }
}
