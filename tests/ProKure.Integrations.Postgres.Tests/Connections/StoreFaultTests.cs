using Npgsql;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Postgres.Configuration;
using ProKure.TestKit.Configuration;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Postgres.Tests.Connections;

public sealed class StoreFaultTests : IAsyncLifetime
{
    private TemporaryStores _stores = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PostgresConfigurationStore Store => field ??= new PostgresConfigurationStore(_stores.Stores, TimeProvider.System);

    public async ValueTask InitializeAsync() => _stores = await TemporaryStores.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }

    [Theory]
    [InlineData("53100", "The disk of PostgreSQL is full.")]
    [InlineData("53200", "not enough memory")]
    [InlineData("57P01", "is shutting down")]
    [InlineData("25006", "takes no writes")]
    [InlineData("58030", "could not be read or written")]
    [InlineData("55P03", "did not answer in time")]
    public async Task ErrorOfTheServer_IsToldByItsCode(string state, string sentence)
    {
        await _stores.Database.ExecuteAsync($"""
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'whatever' USING ERRCODE = '{state}'; END $$;
            CREATE TRIGGER fail BEFORE INSERT ON organization EXECUTE FUNCTION fail();
            """);

        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(SaveAsync);

        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Store.GetRevisionAsync(Cancel));
        await _stores.Database.ExecuteAsync("DROP TRIGGER fail ON organization");
        Assert.True((await SaveAsync()).IsSaved);
    }

    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    public async Task WhatAsksToTryAgain_IsTriedAgain(string state)
    {
        // Fails as often as the sequence, which no rollback takes back, has not come to 3.
        await _stores.Database.ExecuteAsync($"""
            CREATE SEQUENCE tries;
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN IF nextval('tries') < 3 THEN RAISE EXCEPTION 'whatever' USING ERRCODE = '{state}'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER fail BEFORE INSERT ON organization EXECUTE FUNCTION fail();
            """);

        Assert.True((await SaveAsync()).IsSaved);

        Assert.Equal(3L, (await _stores.Database.ReadAsync<long>("SELECT last_value FROM tries")).Single());
        Assert.Equal(1, await Store.GetRevisionAsync(Cancel));
    }

    [Fact]
    public async Task ServerThatTakesNoWrites_IsReadAllTheSame()
    {
        var settings = new NpgsqlConnectionStringBuilder(_stores.Database.ConnectionString) { Options = "-c default_transaction_read_only=on" };
        await using var readOnly = TemporaryStores.Open(settings.ConnectionString);
        var store = new PostgresConfigurationStore(readOnly, TimeProvider.System);

        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.SaveAsync([new ConfigurationChange(Configurations.Organization())], "tester", Cancel));

        Assert.Contains("takes no writes", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, await store.GetRevisionAsync(Cancel));
    }

    [Fact]
    public async Task NetworkThatSwallowsEverything_EndsTheWait_AndWorksAgainAfterwards()
    {
        var direct = new NpgsqlConnectionStringBuilder(_stores.Database.ConnectionString);
        await using var proxy = new HangingProxy(direct.Port);
        var through = new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Port = proxy.Port, Timeout = 1, CommandTimeout = 1, CancellationTimeout = 500 };
        await using var database = TemporaryStores.Open(through.ConnectionString);
        var store = new PostgresConfigurationStore(database, TimeProvider.System);
        Assert.Equal(0, await store.GetRevisionAsync(Cancel));

        proxy.Hang();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.GetRevisionAsync(Cancel));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.GetRevisionAsync(Cancel));

        proxy.GoOn();
        await UntilAsync(store);
    }

    [Fact]
    public async Task ServerThatStops_IsUnavailable_AndIsUsedAgainWhenItIsBack()
    {
        await using var server = await PrivatePostgres.StartAsync();
        await using var database = TemporaryStores.Open(server.ConnectionString);
        var store = new PostgresConfigurationStore(database, TimeProvider.System);
        await store.SaveAsync([new ConfigurationChange(Configurations.Organization())], "tester", Cancel);

        await server.StopAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.GetRevisionAsync(Cancel));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.LoadAsync(Cancel));

        await server.StartAgainAsync();
        await UntilAsync(store);
        Assert.Single((await store.LoadAsync(Cancel)).Organizations);
    }

    [Fact]
    public void WrongPassword_IsSaidWithoutShowingIt()
    {
        var wrong = new NpgsqlConnectionStringBuilder(_stores.Database.ConnectionString) { Password = "wrong-s3cret" };

        var fault = Assert.Throws<PostgresStoreException>(() => TemporaryStores.Open(wrong.ConnectionString));

        Assert.Contains("refuses the hub's user or password", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", fault.ToString(), StringComparison.Ordinal);
    }

    private static async Task UntilAsync(PostgresConfigurationStore store)
    {
        while (true)
        {
            try
            {
                await store.GetRevisionAsync(Cancel);
                return;
            }
            catch (StoreUnavailableException)
            {
                // Connections of before are found broken one by one.
            }
        }
    }

    private Task<ConfigurationSaveResult> SaveAsync() =>
        Store.SaveAsync([new ConfigurationChange(Configurations.Organization())], "tester", Cancel);
}
