using Microsoft.Extensions.Logging.Abstractions;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Postgres.Retry;
using ProKure.Integrations.Retry;
using ProKure.TestKit.Retry;

namespace ProKure.Integrations.Postgres.Tests.Retry;

/// <summary>PostgreSQL's text holds no NUL character; what was accepted comes back all the same.</summary>
public sealed class DeliveryContentTests : IAsyncLifetime
{
    private TemporaryStores _stores = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stores = await TemporaryStores.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }

    [Fact]
    public async Task Payload_ComesBackByteByByte_AndContextKeysCharacterByCharacter()
    {
        await using var notices = new DeliveryNotices(_stores.Stores, NullLogger<DeliveryNotices>.Instance);
        var queue = new PostgresDeliveryQueue(_stores.Stores, notices);
        byte[] payload = [.. "{ \"a\" : \"\\u0000\", "u8, 0, 0xff, .. " \"n\":1.50 }"u8];
        var delivery = Deliveries.Queued(TimeProvider.System.GetUtcNow()) with
        {
            Payload = payload,
            Context = new LogContext { EntityId = "PO\0-1", Keys = new Dictionary<string, string>(StringComparer.Ordinal) { ["a\0b"] = "c\0d" } },
            Reason = "broken \0 text",
        };

        await queue.EnqueueAsync(delivery, Cancel);

        var found = await queue.FindAsync(delivery.Id, Cancel);
        Assert.Equal(payload, found!.Payload.ToArray());
        Assert.Equal("c\0d", found.Context.Keys["a\0b"]);
        Assert.Equal(("PO\u2400-1", "broken \u2400 text"), (found.Context.EntityId, found.Reason));
        Assert.Equal(payload, Assert.Single(await queue.ClaimAsync(new DeliveryClaim { Owner = "worker", Limit = 1, Lease = TimeSpan.FromMinutes(1) }, Cancel)).Delivery.Payload.ToArray());
    }
}
