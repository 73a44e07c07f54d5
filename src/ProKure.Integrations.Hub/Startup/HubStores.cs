using Microsoft.Extensions.Options;
using ProKure.Integrations.MongoDb;
using ProKure.Integrations.Postgres;
using ProKure.Integrations.S3;
using ProKure.Integrations.Sqlite;

namespace ProKure.Integrations.Hub.Startup;

/// <summary>Chooses the stores by connection strings: those without one are the embedded ones.</summary>
internal static partial class HubStores
{
    public static void AddStores(this IServiceCollection services, ConfigurationManager configuration)
    {
        if (configuration.GetConnectionString("MongoDb") is { Length: > 0 } mongoDb)
        {
            services.AddMongoDbLogStore(options =>
            {
                HubSettings.Bind(configuration, "MongoDb", options);
                options.ConnectionString = mongoDb;
            });
        }

        if (configuration.GetConnectionString("Postgres") is { Length: > 0 } postgres)
            services.AddPostgresStores(options => options.ConnectionString = postgres);
        services.AddSqliteStores(_ => { });
        services.AddOptions<SqliteStoreOptions>().Bind(configuration.GetSection("Sqlite"))
            .Configure<IOptions<HubOptions>>((sqlite, hub) => sqlite.DataDirectory = hub.Value.DataDirectory);
    }

    /// <summary>Chooses the object store: S3 where a bucket is named, else the embedded one, which the core brings.</summary>
    public static void AddObjectStore(this IServiceCollection services, ConfigurationManager configuration)
    {
        if (configuration.GetSection(S3ObjectStoreOptions.Section).Exists())
            services.AddS3ObjectStore(options => HubSettings.Bind(configuration, S3ObjectStoreOptions.Section, options));
    }

    /// <summary>Says which stores are in use: hosts and database, nothing of users and passwords.</summary>
    public static void LogStoresInUse(this WebApplication app)
    {
        if (app.Services.GetService<MongoDbConnection>() is { } mongoDb)
            Log.LogOnMongoDb(app.Logger, mongoDb.Place);
        if (app.Services.GetService<PostgresDatabase>() is { } postgres)
            Log.OthersOnPostgres(app.Logger, postgres.Place);
        if (app.Services.GetService<IOptions<S3ObjectStoreOptions>>() is { Value.Bucket.Length: > 0 } s3)
            Log.BodiesOnS3(app.Logger, s3.Value.Place);
    }

    private static partial class Log
    {
        [LoggerMessage(1304, LogLevel.Information, "The log is kept in MongoDB at {Place}")]
        public static partial void LogOnMongoDb(ILogger logger, string place);

        [LoggerMessage(1308, LogLevel.Information, "Whole bodies are kept in {Place}")]
        public static partial void BodiesOnS3(ILogger logger, string place);

        [LoggerMessage(1305, LogLevel.Information, "Configuration, queue and summaries are kept in PostgreSQL: {Place}")]
        public static partial void OthersOnPostgres(ILogger logger, string place);
    }
}
