using ProKure.Integrations.Logging;
using ProKure.Integrations.Retention;
using ProKure.Integrations.Sqlite.Connections;
using ProKure.Integrations.Sqlite.Logging;
using ProKure.Integrations.Sqlite.Retention;
using ProKure.TestKit.Logging;
using ProKure.TestKit.Retention;

namespace ProKure.Integrations.Sqlite.Tests.Retention;

public sealed class SqliteExpiringLogContractTests : ExpiringLogContract
{
    private readonly TemporaryStores _stores = new();

    protected override IIntegrationLogStore Log => new SqliteIntegrationLogStore(_stores.Databases);

    protected override IHeldLog Held => new SqliteHeldLog(_stores.Databases);

    protected override bool ExpiresByItself => false;

    [Fact]
    public async Task Finding_GoesByTheIndexOfWhatExpires()
    {
        var plans = await _stores.Databases.Log.ReadAsync(
            connection => (QueryPlan.Of(connection, SqliteExpiringLog.Finds.Classed), QueryPlan.Of(connection, SqliteExpiringLog.Finds.Unclassed)), Cancel);

        Assert.Contains("USING INDEX integration_log_expiry (retention_class=? AND expires_at<?)", plans.Item1, StringComparison.Ordinal);
        Assert.Contains("USING INDEX integration_log_unclassed (created_at<?)", plans.Item2, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_LeavesNothingOfTheBodies()
    {
        var document = LogDocuments.Completed();
        await Log.WriteAsync([document.AsInsert()], Cancel);
        var rule = ExpiryRule.OfDefault(TimeSpan.FromDays(1), document.Entry.CreatedAt.AddDays(2));

        await Store.DeleteAsync(rule, [document.Entry.RequestId], Cancel);

        Assert.Equal((0, 0), await _stores.Databases.Log.ReadAsync(connection => (Count(connection, "log_request"), Count(connection, "log_response")), Cancel));
    }

    protected override ValueTask<IExpiringLog> OpenAsync() =>
        new(new SqliteExpiringLog(_stores.Databases, Microsoft.Extensions.Options.Options.Create(_stores.Options)));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }

    private static long Count(Connection connection, string table)
    {
        using var row = connection.Prepare($"SELECT count(*) FROM {table}");
        return row.Step() ? row.ReadInt64() : -1;
    }
}
