using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Repeats;
using ProKure.Integrations.Sqlite.Repeats;
using ProKure.TestKit.Repeats;

namespace ProKure.Integrations.Sqlite.Tests.Repeats;

public sealed class SqliteIdempotencyStoreContractTests : IdempotencyStoreContract
{
    private readonly TemporaryStores _stores = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 14, 9, 26, 53, TimeSpan.Zero));

    protected override DateTimeOffset Now => _time.GetUtcNow();

    protected override ValueTask PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<IIdempotencyStore> OpenAsync() => new(new SqliteIdempotencyStore(_stores.Databases, _time));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}
