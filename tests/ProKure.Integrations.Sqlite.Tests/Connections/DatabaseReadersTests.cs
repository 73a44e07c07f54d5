using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Tests.Connections;

public sealed class DatabaseReadersTests : IDisposable
{
    private const string Endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    private readonly TemporaryStores _stores = new();

    private Database Database => _stores.Databases.Summary;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task Read_Cancelled_EndsWhereverItIs()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var started = new ManualResetEventSlim();
        var read = Database.ReadAsync(
            connection =>
            {
                started.Set();
                return connection.ReadInt64(Endless);
            },
            cancelled.Token);
        started.Wait(Cancel);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.Equal(1, await Database.ReadAsync(connection => connection.ReadInt64("SELECT 1"), Cancel));
    }

    [Fact]
    public async Task Read_SeesOneState_WhileAWriteGoesOn()
    {
        await Database.WriteAsync(connection => connection.Execute("CREATE TABLE numbers (n INTEGER)"), Cancel);
        using var began = new ManualResetEventSlim();
        using var written = new ManualResetEventSlim();
        var read = Database.ReadAsync(
            connection =>
            {
                var before = connection.ReadInt64("SELECT count(*) FROM numbers");
                began.Set();
                written.Wait(Cancel);
                return (Before: before, After: connection.ReadInt64("SELECT count(*) FROM numbers"));
            },
            Cancel);
        began.Wait(Cancel);

        await Database.WriteAsync(connection => connection.Execute("INSERT INTO numbers VALUES (1)"), Cancel);
        written.Set();

        Assert.Equal((0, 0), await read);
    }

    [Fact]
    public async Task Read_CannotWrite()
    {
        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => Database.ReadAsync(connection => connection.Execute("CREATE TABLE numbers (n INTEGER)"), Cancel));

        Assert.Equal("A file of the data directory may not be written.", fault.Message);
    }

    [Fact]
    public async Task Reads_AreBoundedInNumber()
    {
        _stores.Options.MaxReaders = 2;
        using var gate = new ManualResetEventSlim();
        var (running, most) = (0, 0);
        var reads = Enumerable.Range(0, 6).Select(_ => Database.ReadAsync(
            _ =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                if (now == 2)
                    gate.Set();
                gate.Wait(Cancel);
                return Interlocked.Decrement(ref running);
            },
            Cancel)).ToList();

        await Task.WhenAll(reads);

        Assert.Equal(2, most);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value)
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
