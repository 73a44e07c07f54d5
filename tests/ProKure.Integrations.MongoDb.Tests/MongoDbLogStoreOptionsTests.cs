using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MongoDB.Driver;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb.Logging;

namespace ProKure.Integrations.MongoDb.Tests;

public sealed class MongoDbLogStoreOptionsTests
{
    private const string Local = "mongodb://127.0.0.1:1/";

    [Fact]
    public void Defaults_AreSafe()
    {
        var options = new MongoDbLogStoreOptions();

        Assert.Equal((TimeSpan.FromDays(90), true, null, null), (options.Retention, options.ApplySchema, options.WriteConcern, options.ReadPreference));
        using var connection = Connect(Local);
        Assert.Equal(WriteConcern.WMajority.With(wTimeout: TimeSpan.FromSeconds(10)), Settings(connection).WriteConcern);
        Assert.Equal(ReadPreference.Primary, Settings(connection).ReadPreference);
        Assert.Equal(
            (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)),
            (Settings(connection).ServerSelectionTimeout, Settings(connection).ConnectTimeout, Settings(connection).SocketTimeout));
    }

    [Theory]
    [InlineData(Local, null, "prokure_logs")]
    [InlineData(Local + "from_url", null, "from_url")]
    [InlineData(Local + "from_url", "named", "named")]
    public void Database_IsTheNamedOne_ElseTheConnectionStrings_ElseTheUsual(string url, string? named, string expected)
    {
        using var connection = Connect(url, options => options.Database = named);

        Assert.Equal(expected, connection.Database.DatabaseNamespace.DatabaseName);
    }

    [Fact]
    public void ConnectionString_SaysConcernsAndPreference_UnlessOptionsDo()
    {
        const string url = Local + "?w=2&journal=true&readConcernLevel=majority&readPreference=nearest&tls=true";
        using var asInUrl = Connect(url);
        using var asInOptions = Connect(url, options =>
        {
            options.WriteConcern = "majority";
            options.ReadConcern = "local";
            options.ReadPreference = "SecondaryPreferred";
        });

        Assert.Equal((new WriteConcern(2).W, true), (Settings(asInUrl).WriteConcern.W, Settings(asInUrl).WriteConcern.Journal));
        Assert.Equal((ReadConcern.Majority, ReadPreference.Nearest, true), (Settings(asInUrl).ReadConcern, Settings(asInUrl).ReadPreference, Settings(asInUrl).UseTls));
        Assert.Equal(WriteConcern.WMajority.W, Settings(asInOptions).WriteConcern.W);
        Assert.Equal((ReadConcern.Local, ReadPreference.SecondaryPreferred), (Settings(asInOptions).ReadConcern, Settings(asInOptions).ReadPreference));
    }

    [Fact]
    public void Mistakes_AreAllNamed_WithoutThePassword()
    {
        using var provider = Build(options =>
        {
            options.ConnectionString = "mongodb:/user:s3cret@host/?w=x";
            options.Database = "a/b";
            options.Retention = TimeSpan.Zero;
            options.WriteConcern = "0";
            options.ReadConcern = "most";
            options.ReadPreference = "Anybody";
            options.ServerSelectionTimeout = TimeSpan.Zero;
            options.ConnectTimeout = TimeSpan.Zero;
            options.SocketTimeout = TimeSpan.Zero;
            options.WriteTimeout = TimeSpan.Zero;
            options.SearchTimeout = TimeSpan.Zero;
        });

        var fault = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<MongoDbLogStoreOptions>>().Value);

        string[] named =
        [
            "ConnectionStrings:MongoDb", "MongoDb:Database", "Retention", "MongoDb:WriteConcern", "MongoDb:ReadConcern", "MongoDb:ReadPreference",
            "ServerSelectionTimeout", "ConnectTimeout", "SocketTimeout", "WriteTimeout", "SearchTimeout",
        ];
        foreach (var name in named)
            Assert.Contains(fault.Failures, failure => failure.Contains(name, StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void NoConnectionString_IsNamed()
    {
        using var provider = Build(_ => { });

        Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<MongoDbLogStoreOptions>>().Value);
    }

    [Fact]
    public async Task AddMongoDbLogStore_GivesTheStore_AndLeavesWhatTheHostRegistered()
    {
        await using var provider = Build(options => options.ConnectionString = Local);
        var store = provider.GetRequiredService<IIntegrationLogStore>();
        Assert.IsType<MongoDbIntegrationLogStore>(store);

        await using var own = new ServiceCollection().AddLogging().AddSingleton(store)
            .AddMongoDbLogStore(options => options.ConnectionString = Local).BuildServiceProvider();
        Assert.Same(store, own.GetRequiredService<IIntegrationLogStore>());
    }

    private static ServiceProvider Build(Action<MongoDbLogStoreOptions> configure) =>
        new ServiceCollection().AddLogging().AddMongoDbLogStore(configure).BuildServiceProvider();

    private static MongoDbConnection Connect(string url, Action<MongoDbLogStoreOptions>? configure = null)
    {
        var options = new MongoDbLogStoreOptions { ConnectionString = url };
        configure?.Invoke(options);
        return new MongoDbConnection(Options.Create(options));
    }

    private static MongoClientSettings Settings(MongoDbConnection connection) => connection.Database.Client.Settings;
}
