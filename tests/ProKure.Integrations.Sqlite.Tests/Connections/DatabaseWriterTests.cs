using Microsoft.Data.Sqlite;
using ProKure.Integrations.Sqlite.Connections;
using SQLitePCL;

namespace ProKure.Integrations.Sqlite.Tests.Connections;

public sealed class DatabaseWriterTests : IDisposable
{
    private readonly TemporaryStores _stores = new();

    private Database Database => _stores.Databases.Summary;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task WorkThatWaits_IsCommittedTogether_AndFailsByItself()
    {
        await CreateTableAsync();
        using var cancelled = new CancellationTokenSource();
        using var gate = new ManualResetEventSlim();
        var blocking = Database.WriteAsync(_ => Wait(gate), Cancel);
        var good = InsertAsync(1);
        var repeated = InsertAsync(1);
        var thrown = Database.WriteAsync<bool>(connection => throw new InvalidOperationException($"after {Insert(connection, 2)}"), Cancel);
        var givenUp = Database.WriteAsync(connection => Insert(connection, 3), cancelled.Token);
        var last = InsertAsync(4);
        await cancelled.CancelAsync();

        gate.Set();

        await blocking;
        await good;
        await last;
        Assert.Equal(raw.SQLITE_CONSTRAINT, (await Assert.ThrowsAsync<SqliteException>(() => repeated)).SqliteErrorCode);
        await Assert.ThrowsAsync<InvalidOperationException>(() => thrown);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        Assert.Equal("1 4", await ReadAllAsync());
    }

    [Fact]
    public async Task WorkThatFailsAlone_LeavesNothingBehind()
    {
        await CreateTableAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Database.WriteAsync<bool>(connection => throw new InvalidOperationException($"after {Insert(connection, 1)}"), Cancel));

        Assert.Equal("", await ReadAllAsync());
        await InsertAsync(2);
        Assert.Equal("2", await ReadAllAsync());
    }

    [Fact]
    public async Task WorkThatFailsWhileItBinds_LeavesTheStatementUsable()
    {
        await CreateTableAsync();
        const string sql = "INSERT INTO numbers VALUES (?)";

        await Assert.ThrowsAsync<ArgumentException>(() => Database.WriteAsync(connection => connection.Prepare(sql).Bind(double.NaN).Execute(), Cancel));

        Assert.Equal(1, await Database.WriteAsync(connection => connection.Prepare(sql).Bind(5).Execute(), Cancel));
    }

    [Fact]
    public async Task AfterADiskError_TheConnectionIsOpenedAgain()
    {
        await CreateTableAsync();
        await Database.WriteAsync(connection => connection.Execute("CREATE TEMP TABLE of_this_connection (n INTEGER)"), Cancel);

        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => Database.WriteAsync<bool>(_ => throw new SqliteException("disk I/O error", raw.SQLITE_IOERR), Cancel));

        Assert.Equal("The disk that holds the data directory could not be read or written.", fault.Message);
        await InsertAsync(1);
        Assert.Equal(0, await Database.WriteAsync(connection => connection.ReadInt64("SELECT count(*) FROM temp.sqlite_schema"), Cancel));
    }

    [Fact]
    public async Task WhileAnotherProgramHoldsTheLock_WritesSayWhy_AndGoOnAfterwards()
    {
        _stores.Options.BusyTimeout = TimeSpan.Zero;
        await CreateTableAsync();
        await using (var other = new SqliteConnection($"Data Source={Database.Path};Pooling=False"))
        {
            await other.OpenAsync(Cancel);
            await using var transaction = other.BeginTransaction(deferred: false);

            var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() => InsertAsync(1));

            Assert.Equal("Another program, perhaps a backup, keeps a file of the data directory locked.", fault.Message);
            Assert.Equal("", await ReadAllAsync());
        }

        await InsertAsync(2);
        Assert.Equal("2", await ReadAllAsync());
    }

    [Fact]
    public async Task Dispose_CarriesOutWhatWaits()
    {
        await CreateTableAsync();
        using var gate = new ManualResetEventSlim();
        var blocking = Database.WriteAsync(_ => Wait(gate), Cancel);
        var waiting = InsertAsync(1);
        var closing = Task.Run(_stores.Close, Cancel);

        gate.Set();

        await closing;
        await blocking;
        await waiting;
        Assert.Equal("1", await ReadAllAsync());
    }

    private static bool Wait(ManualResetEventSlim gate)
    {
        gate.Wait(Cancel);
        return true;
    }

    private static int Insert(Connection connection, int number) => connection.Prepare("INSERT INTO numbers VALUES (?)").Bind(number).Execute();

    private Task<int> InsertAsync(int number) => Database.WriteAsync(connection => Insert(connection, number), Cancel);

    private Task<int> CreateTableAsync() => Database.WriteAsync(connection => connection.Execute("CREATE TABLE numbers (n INTEGER PRIMARY KEY)"), Cancel);

    private Task<string> ReadAllAsync() => Database.ReadAsync(
        connection =>
        {
            using var rows = connection.Prepare("SELECT n FROM numbers ORDER BY n");
            var numbers = new List<long>();
            while (rows.Step())
                numbers.Add(rows.ReadInt64());
            return string.Join(' ', numbers);
        },
        Cancel);
}
