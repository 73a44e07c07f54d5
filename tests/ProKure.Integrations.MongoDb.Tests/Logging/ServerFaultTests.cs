using System.Net;
using System.Net.Sockets;
using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.Logging;
using ProKure.TestKit.Logging;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.MongoDb.Tests.Logging;

/// <summary>A server of the test's own that is killed, away, or silent.</summary>
public sealed class ServerFaultTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_InMidBatch_LosesAndDoublesNothing()
    {
        await using var mongo = await PrivateMongo.StartAsync();
        // A dead server resets its connections. One that is slow goes on with a write that was given up, which a repetition would only make slower.
        var log = TemporaryLog.Open(mongo.ConnectionString, "prokure_kill", options => options.SocketTimeout = TimeSpan.FromMinutes(2));
        var written = new List<LogDocument>();
        await log.ApplySchemaAsync();
        for (var round = 0; round < 2; round++)
        {
            var killed = 0;
            var kill = KillSoonAsync(mongo, written, () => Volatile.Write(ref killed, 1));
            while (Volatile.Read(ref killed) == 0)
            {
                var batch = Enumerable.Range(0, 100).Select(_ => LogDocuments.Pending(body: $"\"{new string('x', 2_000)}\"")).ToList();
                lock (written)
                    written.AddRange(batch);
                await UntilWrittenAsync(log, [.. batch.Select(document => document.AsInsert())], mongo, kill);
                await UntilWrittenAsync(log, [.. batch.Select(document => LogDocuments.Complete(document).AsCompletion())], mongo, kill);
            }

            await kill;
        }

        await mongo.StartAgainAsync();
        Assert.Equal(written.Count, await log.Logs.CountDocumentsAsync(new BsonDocument(), cancellationToken: Cancel));
        Assert.Equal(written.Count, await log.Logs.CountDocumentsAsync(new BsonDocument("status", "SUCCESS"), cancellationToken: Cancel));
        foreach (var document in written.Where((_, index) => index % 37 == 0))
            LogAssert.Same(LogDocuments.Complete(document), await log.Store.FindAsync(document.Entry.RequestId, Cancel));
        log.Close();
    }

    [Fact]
    public async Task ServerThatIsAway_IsNamed_WithoutUserAndPassword_AndIsUsedOnceItIsThere()
    {
        await using var mongo = await PrivateMongo.StartAsync();
        await mongo.StopAsync();
        var log = TemporaryLog.Open(mongo.ConnectionString, "prokure_away", Impatient);
        var document = LogDocuments.Completed();

        var fault = await Assert.ThrowsAsync<LogStoreUnavailableException>(() => log.Store.WriteAsync([document.AsInsert()], Cancel));
        await Assert.ThrowsAsync<LogStoreUnavailableException>(() => log.Store.FindAsync(document.Entry.RequestId, Cancel));
        await Assert.ThrowsAsync<LogStoreUnavailableException>(() => log.Store.SearchAsync(new LogQuery(), Cancel));

        Assert.Equal($"No MongoDB server at {log.Connection.Place} answers that can take the operation.", fault.Message);
        await mongo.StartAgainAsync();
        await UntilWrittenAsync(log, [document.AsInsert()], null, Task.CompletedTask);
        LogAssert.Same(document, await log.Store.FindAsync(document.Entry.RequestId, Cancel));
        log.Close();
    }

    [Fact]
    public async Task PasswordInTheConnectionString_IsInNoException()
    {
        var log = TemporaryLog.Open("mongodb://user:s3cret@127.0.0.1:1/?authSource=admin", "prokure", Impatient);

        var fault = await Assert.ThrowsAsync<LogStoreUnavailableException>(() => log.Store.FindAsync(Guid.Empty, Cancel));

        Assert.DoesNotContain("s3cret", fault.ToString(), StringComparison.Ordinal);
        Assert.Equal("127.0.0.1:1/prokure", log.Connection.Place);
        log.Close();
    }

    [Fact]
    public async Task ServerThatKeepsSilent_IsGivenUp()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var log = TemporaryLog.Open($"mongodb://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/?directConnection=true", "prokure", Impatient);

        await Assert.ThrowsAsync<LogStoreUnavailableException>(() => log.Store.WriteAsync([LogDocuments.Pending().AsInsert()], Cancel));

        log.Close();
    }

    private static void Impatient(MongoDbLogStoreOptions options)
    {
        options.ServerSelectionTimeout = TimeSpan.FromSeconds(2);
        options.ConnectTimeout = TimeSpan.FromSeconds(2);
        options.SocketTimeout = TimeSpan.FromSeconds(5);
    }

    private static async Task KillSoonAsync(PrivateMongo mongo, List<LogDocument> written, Action killed)
    {
        int before;
        lock (written)
            before = written.Count;
        while (true)
        {
            lock (written)
            {
                if (written.Count > before + 200)
                    break;
            }

            await Task.Delay(5, Cancel);
        }

        await mongo.KillAsync();
        killed();
    }

    // As the log writer and the spool do: the same batch again until it goes through.
    private static async Task UntilWrittenAsync(TemporaryLog log, LogWrite[] batch, PrivateMongo? mongo, Task kill)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                Assert.Empty(await log.Store.WriteAsync(batch, Cancel));
                return;
            }
            catch (LogStoreUnavailableException) when (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMinutes(3))
            {
                await kill;
                if (mongo is not null)
                    await mongo.StartAgainAsync();
            }
        }
    }
}
