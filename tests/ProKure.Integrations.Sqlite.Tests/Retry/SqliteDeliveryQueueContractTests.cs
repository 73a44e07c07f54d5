using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Sqlite.Retry;
using ProKure.TestKit.Retry;

namespace ProKure.Integrations.Sqlite.Tests.Retry;

public sealed class SqliteDeliveryQueueContractTests : DeliveryQueueContract
{
    private readonly TemporaryStores _stores = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 14, 9, 26, 53, TimeSpan.Zero));

    protected override DateTimeOffset Now => _time.GetUtcNow();

    protected override ValueTask PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<IDeliveryQueue> OpenAsync() => new(new SqliteDeliveryQueue(_stores.Databases, _time));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}
