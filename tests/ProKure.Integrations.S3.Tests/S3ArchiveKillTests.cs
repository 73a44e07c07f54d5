using ProKure.Integrations.Sqlite;
using ProKure.Integrations.Sqlite.Archives;
using ProKure.Integrations.Sqlite.Logging;
using ProKure.TestKit.Archives;

namespace ProKure.Integrations.S3.Tests;

/// <summary>The archive killed at each step, with its files in an S3 store.</summary>
public sealed class S3ArchiveKillTests(S3Server server) : ArchiveKillContract
{
    private readonly string _directory = Directory.CreateTempSubdirectory("prokure-").FullName;
    private SqliteDatabases? _databases;
    private S3ObjectStore? _store;

    protected override ValueTask<ArchiveStores> OpenAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        _databases = new SqliteDatabases(Microsoft.Extensions.Options.Options.Create(new SqliteStoreOptions { DataDirectory = _directory, Synchronous = SqliteSynchronous.Normal }));

        // s3rver's own, documented keys.
        _store = new S3ObjectStore(Microsoft.Extensions.Options.Options.Create(new S3ObjectStoreOptions
        {
            Bucket = server.CreateBucket(),
            Endpoint = server.Url,
            PathStyle = true,
            AccessKey = "S3RVER",
            SecretKey = "S3RVER",
            PartBytes = 5 << 20,
        }));
        return new(new ArchiveStores(
            new SqliteIntegrationLogStore(_databases), new SqliteArchivedLog(_databases), new SqliteArchiveFiles(_databases), new SqliteArchiveTombstones(_databases), _store));
    }

    protected override ValueTask CloseAsync()
    {
        _store?.Dispose();
        _databases?.Dispose();
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
