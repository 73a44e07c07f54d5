using Microsoft.Data.Sqlite;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Sqlite.Configuration;
using ProKure.TestKit.Configuration;
using SQLitePCL;

namespace ProKure.Integrations.Sqlite.Tests.Configuration;

/// <summary>The database keeps its rules also where the code would not.</summary>
public sealed class ConfigurationSchemaTests : IAsyncLifetime
{
    private readonly TemporaryStores _stores = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SqliteConfigurationStore Store => field ??= new SqliteConfigurationStore(_stores.Databases, TimeProvider.System);

    public async ValueTask InitializeAsync() =>
        await Store.SaveAsync([.. Configurations.Sap().Select(row => new ConfigurationChange(row))], "tester", Cancel);

    public ValueTask DisposeAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("DELETE FROM organization")]
    [InlineData("DELETE FROM external_system")]
    [InlineData("DELETE FROM retry_policy")]
    [InlineData("DELETE FROM rate_limit_policy")]
    [InlineData("DELETE FROM retention_class")]
    [InlineData("DELETE FROM transform WHERE code = 'CREATE_PO_REQUEST'")]
    [InlineData("UPDATE endpoint SET retry_policy = 'NOBODY'")]
    [InlineData("UPDATE endpoint SET retention_class = 'NOBODY'")]
    [InlineData("UPDATE external_system SET retention_class = 'NOBODY'")]
    [InlineData("UPDATE endpoint SET rate_limit_policy = 'NOBODY'")]
    [InlineData("UPDATE external_system SET rate_limit_policy = 'NOBODY'")]
    [InlineData("UPDATE endpoint SET response_transform = 'NOBODY'")]
    [InlineData("UPDATE code_mapping SET set_code = 'NOBODY'")]
    [InlineData("UPDATE api_key_system SET system_code = 'NOBODY'")]
    [InlineData("INSERT INTO code_mapping VALUES ('SAP', 'UOM', 99, 'PIECE', 'twice')")]
    [InlineData("UPDATE organization SET code = 'lower'")]
    [InlineData("UPDATE external_system SET base_url = 'ftp://sap'")]
    [InlineData("UPDATE external_system SET headers = '[]'")]
    [InlineData("UPDATE retry_policy SET jitter = 1.5")]
    [InlineData("UPDATE retry_policy SET max_attempts = 0")]
    [InlineData("UPDATE rate_limit_policy SET requests = 0")]
    [InlineData("UPDATE retention_class SET log_days = 0")]
    [InlineData("UPDATE retention_class SET object_days = 401")]
    [InlineData("UPDATE retention_class SET archive_after_days = 400")]
    [InlineData("UPDATE retention_class SET archive_days = 399")]
    [InlineData("UPDATE rate_limit_policy SET requests = NULL, max_concurrency = NULL")]
    [InlineData("UPDATE code_mapping_set SET default_internal = NULL")]
    [InlineData("UPDATE api_key SET secret_hash = 'plain'")]
    [InlineData("UPDATE endpoint SET idempotency = 'MAYBE'")]
    [InlineData("UPDATE endpoint SET request_format = '[]'")]
    [InlineData("UPDATE endpoint SET pagination = '1'")]
    [InlineData("INSERT INTO configuration_revision VALUES (2, 0)")]
    public async Task WhatBreaksARule_IsRefused(string sql)
    {
        var fault = await Assert.ThrowsAsync<SqliteException>(
            () => _stores.Databases.Configuration.WriteAsync(connection => connection.Execute(sql), Cancel));

        Assert.Equal(raw.SQLITE_CONSTRAINT, fault.SqliteErrorCode);
    }

    [Fact]
    public async Task Save_OfARowThatBreaksARule_NamesTheRowAndWritesNothing()
    {
        var bad = Configurations.RetryPolicy() with { MaxAttempts = 1_000 };

        var fault = await Assert.ThrowsAsync<ArgumentException>(
            () => Store.SaveAsync([new(Configurations.Organization() with { Name = "Other" }), new(bad)], "tester", Cancel));

        Assert.StartsWith("RETRY_POLICY PATIENT does not meet a rule of its table", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Store.GetRevisionAsync(Cancel));
    }

    [Fact]
    public async Task Configuration_SurvivesARestart()
    {
        var reopened = new SqliteConfigurationStore(_stores.Reopen(), TimeProvider.System);

        Assert.True(Assert.Single((await reopened.LoadAsync(Cancel)).Endpoints).Row.SaysTheSameAs(Configurations.CreatePurchaseOrder()));
    }
}
