using Microsoft.Extensions.Options;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;

namespace ProKure.Integrations.MongoDb;

/// <summary>The client and its database, as the options ask for them.</summary>
public sealed class MongoDbConnection : IDisposable
{
    private readonly MongoClient _client;

    /// <summary>Makes the client. Nothing is sent yet.</summary>
    public MongoDbConnection(IOptions<MongoDbLogStoreOptions> options)
    {
        Options = options.Value;
        var url = new MongoUrl(Options.ConnectionString);
        _client = new MongoClient(SettingsFor(url, Options));
        Database = _client.GetDatabase(Options.Database ?? url.DatabaseName ?? MongoDbLogStoreOptions.DefaultDatabase);
        Place = $"{string.Join(',', url.Servers.Select(server => server.ToString()))}/{Database.DatabaseNamespace.DatabaseName}";
    }

    /// <summary>Hosts and database, for messages: no user, no password, no options.</summary>
    public string Place { get; }

    internal MongoDbLogStoreOptions Options { get; }

    internal IMongoDatabase Database { get; }

    internal IMongoCollection<RawBsonDocument> Collection(string name) => Database.GetCollection<RawBsonDocument>(name);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _client.Dispose();

    private static MongoClientSettings SettingsFor(MongoUrl url, MongoDbLogStoreOptions options)
    {
        var settings = MongoClientSettings.FromUrl(url);
        settings.ApplicationName ??= "prokure-hub";
        settings.ServerSelectionTimeout = options.ServerSelectionTimeout;
        settings.ConnectTimeout = options.ConnectTimeout;
        settings.SocketTimeout = options.SocketTimeout;
        settings.WaitQueueTimeout = options.ServerSelectionTimeout;
        settings.LibraryInfo = new LibraryInfo("prokure");
        settings.WriteConcern = WriteConcernFor(url, options).With(wTimeout: options.WriteTimeout);
        if (options.ReadConcern is { } level)
            settings.ReadConcern = new ReadConcern(Enum.Parse<ReadConcernLevel>(level, ignoreCase: true));
        if (options.ReadPreference is { } mode)
            settings.ReadPreference = new ReadPreference(Enum.Parse<ReadPreferenceMode>(mode));
        return settings;
    }

    private static WriteConcern WriteConcernFor(MongoUrl url, MongoDbLogStoreOptions options)
    {
        var w = options.WriteConcern is { } asked ? MongoDB.Driver.WriteConcern.WValue.Parse(asked) : url.W;
        return w is null ? MongoDB.Driver.WriteConcern.WMajority.With(journal: url.Journal) : new WriteConcern(w).With(journal: url.Journal);
    }
}
